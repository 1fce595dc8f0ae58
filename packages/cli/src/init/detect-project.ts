import { access, glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a folder was found to hold. */
export interface DetectedProject {
  /** In plain words: `Flyway files (V….sql), 12 of them, in db/migrations`. */
  readonly found: readonly string[]
  /** Folder of SQL migrations that can be taken over as they are. */
  readonly sqlFolder?: string
  /** Frameworks whose files cannot be read by the SQL adapter. */
  readonly frameworks: readonly string[]
  /** Frameworks that keep a history which can be adopted. */
  readonly adoptable: readonly string[]
  /** `pnpm add -D`, by the lock file that is there. */
  readonly install: string
}

const installers: readonly (readonly [lock: string, install: string])[] = [
  ['pnpm-lock.yaml', 'pnpm add -D'],
  ['yarn.lock', 'yarn add -D'],
  ['bun.lock', 'bun add -d'],
  ['bun.lockb', 'bun add -d'],
]

const markers: readonly { readonly name: string; readonly pattern: string; readonly sql: boolean }[] = [
  { name: 'Knex', pattern: '{,*/}knexfile.{js,ts,mjs,mts,cjs}', sql: false },
  { name: 'Prisma', pattern: '{,*/}{schema.prisma,prisma.config.ts}', sql: false },
  { name: 'Alembic', pattern: '{,*/}alembic.ini', sql: false },
  { name: 'migrate-mongo', pattern: '{,*/}migrate-mongo-config.{js,ts,mjs,mts,cjs}', sql: false },
  { name: 'Flyway', pattern: '{,*/,conf/}flyway.{toml,conf}', sql: true },
]

const styles: readonly { readonly name: string; readonly file: RegExp }[] = [
  { name: 'Flyway', file: /^[VU]\d[\w.]*__.+\.sql$/ },
  { name: 'golang-migrate', file: /^\d+_.+\.(?:up|down)\.sql$/ },
  { name: 'plain SQL (goose, dbmate or the like)', file: /^\d+[_-].+\.sql$/ },
]

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function matching(folder: string, pattern: string): Promise<readonly string[]> {
  const files: string[] = []
  for await (const file of glob(pattern, {
    cwd: folder,
    exclude: (name) => name === 'node_modules' || name === '.git',
  })) {
    files.push(file.replaceAll('\\', '/'))
  }
  return files.toSorted()
}

/** The folder with the most SQL migrations, and the style they are named in. */
async function sqlMigrations(folder: string): Promise<{ folder: string; style: string; files: number } | undefined> {
  const groups = new Map<string, { folder: string; style: string; files: number }>()
  for (const path of await matching(folder, '{,*/,*/*/,*/*/*/,*/*/*/*/}*.sql')) {
    const slash = path.lastIndexOf('/')
    const style = styles.find(({ file }) => file.test(path.slice(slash + 1)))
    if (style === undefined) continue
    const place = slash === -1 ? '.' : path.slice(0, slash)
    const group = groups.get(`${place} ${style.name}`) ?? { folder: place, style: style.name, files: 0 }
    groups.set(`${place} ${style.name}`, { ...group, files: group.files + 1 })
  }
  return [...groups.values()].toSorted((one, other) => other.files - one.files)[0]
}

/** Looks at file names only; nothing is run and nothing is imported. */
export async function detectProject(folder: string): Promise<DetectedProject> {
  const found: string[] = []
  const frameworks: string[] = []
  const adoptable: string[] = []
  for (const marker of markers) {
    const [file] = await matching(folder, marker.pattern)
    if (file === undefined) continue
    found.push(`${marker.name} (${file})`)
    adoptable.push(marker.name)
    if (!marker.sql) frameworks.push(marker.name)
  }
  const sql = await sqlMigrations(folder)
  if (sql !== undefined) found.push(`SQL migrations, ${sql.style} style: ${sql.files} files in ${sql.folder}`)
  let install = 'npm install --save-dev'
  for (const [lock, command] of installers) if (await exists(join(folder, lock))) install = command
  return { found, frameworks, adoptable, install, ...(sql === undefined ? {} : { sqlFolder: sql.folder }) }
}

/** The packages that a project's package.json names; none without one. */
export async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}')
  const manifest = JSON.parse(text) as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>
  return Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] })
}
