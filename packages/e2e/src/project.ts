import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../node_modules', import.meta.url))

/** Files by their path within the project. */
export type Files = Readonly<Record<string, string>>

/** A project in a folder of its own. */
export interface Project extends AsyncDisposable {
  readonly dir: string
  write(files: Files): Promise<void>
  remove(path: string): Promise<void>
}

/** What a config file says. */
export interface ConfigParts {
  /** Source of the driver, where it is not `postgres({ url: process.env.DATABASE_URL })`. */
  readonly driver?: string
  readonly imports?: readonly string[]
  readonly adapter?: string
  readonly timeouts?: Readonly<Record<string, number>>
  readonly more?: string
}

/** Source of a `slipway.config.ts`. */
export function configText(parts: ConfigParts = {}): string {
  const { driver = 'postgres({ url: process.env.DATABASE_URL })', adapter = 'sql()', imports = [], timeouts } = parts
  return [
    "import { defineConfig } from '@slipway/cli'",
    "import { postgres } from '@slipway/driver-postgres'",
    "import { sql } from '@slipway/adapter-sql'",
    ...imports,
    '',
    'export default defineConfig({',
    `  driver: ${driver},`,
    `  adapter: ${adapter},`,
    ...(timeouts === undefined ? [] : [`  timeouts: ${JSON.stringify(timeouts)},`]),
    ...(parts.more === undefined ? [] : [parts.more]),
    '})',
    '',
  ].join('\n')
}

/** Makes a project whose imports are this package's own; deleted at the end of the block. */
export async function makeProject(migrations: Files, config: ConfigParts | string = {}): Promise<Project> {
  const dir = await mkdtemp(join(tmpdir(), 'slipway-e2e-'))
  await symlink(packages, join(dir, 'node_modules'))
  async function write(files: Files): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(dir, path)), { recursive: true })
      await writeFile(join(dir, path), text)
    }
  }
  await write({ 'slipway.config.ts': typeof config === 'string' ? config : configText(config) })
  await write(Object.fromEntries(Object.entries(migrations).map(([name, text]) => [`migrations/${name}`, text])))
  return {
    dir,
    write,
    remove: (path) => rm(join(dir, path)),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}
