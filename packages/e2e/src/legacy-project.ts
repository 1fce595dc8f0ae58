import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Row, Session } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { startSlipway } from './child.ts'
import { legacyBridge } from './legacy-bridge.ts'

/** The file of this package at a path relative to this one. */
export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What a command left. */
export interface Ran {
  readonly exit: number | null
  readonly out: string
  /** Without what differs from run to run. */
  readonly err: string
}

/** A project of the legacy framework with four migrations, two of them applied by the framework. */
export interface LegacyProject extends AsyncDisposable {
  readonly folder: string
  readonly url: string
  write(files: Readonly<Record<string, string>>): Promise<void>
  slipway(...argv: readonly string[]): Promise<Ran>
  query(text: string): Promise<readonly Row[]>
}

/** Makes one on a database of its own. */
export async function makeLegacyProject(): Promise<LegacyProject> {
  const database = await freshDatabase(await sharedPostgres(16))
  const driver = postgres({ url: database.url })
  const session: Session = await driver.connect()
  const folder = await mkdtemp(join(tmpdir(), 'slipway-legacy-'))
  const query = async (text: string) => (await session.execute({ text })).rows
  const write: LegacyProject['write'] = async (files) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
  }
  await write({
    'package.json': JSON.stringify({
      type: 'module',
      devDependencies: { '@slipway/cli': '*', '@slipway/driver-postgres': '*', 'slipway-adapter-legacy': '*' },
    }),
    'pnpm-lock.yaml': '',
    'node_modules/slipway-adapter-legacy/package.json': JSON.stringify({
      type: 'module',
      exports: { import: './index.js' },
    }),
    'node_modules/slipway-adapter-legacy/index.js': `export * from ${JSON.stringify(here('./legacy-adapter.ts'))}\n`,
    'legacy.config.mjs':
      'export default { environments: { staging: { url: process.env.LEGACY_URL }, production: { url: process.env.NOT_SET } } }\n',
    ...Object.fromEntries([1, 2, 3, 4].map((n) => [`db/legacy/V${n}__t${n}.sql`, `CREATE TABLE t${n} (n int);\n`])),
  })
  await symlink(here('../node_modules/@slipway'), join(folder, 'node_modules/@slipway'))
  await legacyBridge.prepare({ session, dialect: await driver.dialect(), migrations: [] })
  for (const n of [1, 2]) {
    await query(`CREATE TABLE t${n} (n int)`)
    await query(`INSERT INTO legacy_history (name, batch) VALUES ('V${n}', ${n})`)
  }
  return {
    folder,
    url: database.url,
    write,
    query,
    async slipway(...argv) {
      const { code, stdout, stderr } = await startSlipway(argv, { cwd: folder, env: { LEGACY_URL: database.url } })
        .ended
      const err = stderr
        .replaceAll(/\d+(\.\d+)? m?s\b/g, 'N s')
        .replaceAll(/PostgreSQL \S+/g, 'PostgreSQL 16')
        .replaceAll(new URL(database.url).host, 'HOST')
        .replaceAll(database.name, 'shop')
      return { exit: code, out: stdout, err }
    },
    async [Symbol.asyncDispose]() {
      await session.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
