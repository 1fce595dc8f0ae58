import { execFile } from 'node:child_process'
import { glob, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { basename, delimiter, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { installEngine } from './install-engine.ts'

const run = promisify(execFile)

/** A Debian package and what it depends on, as far as this machine lacks it, unpacked beside the system. */
export interface DebianPackage {
  /** Stands for `/`. */
  readonly root: string
  /** What its programs need in order to find its libraries. */
  readonly env: Readonly<Record<string, string>>
}

// Its loader is the system's and would not fit.
const ofTheSystem: ReadonlySet<string> = new Set(['libc6', 'libc-bin'])

// A link to /etc/… means the one that came with the package.
async function relink(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const link = join(entry.parentPath, entry.name)
    const target = await readlink(link)
    if (!target.startsWith('/')) continue
    await rm(link)
    await symlink(relative(dirname(link), join(root, target)), link)
  }
}

// Debian 13 renamed libraries in which a 32-bit program would meet another size of time; for others nothing changed.
async function linkRenamed(root: string): Promise<void> {
  for await (const library of glob(join(root, '{usr/lib,lib}', '*-linux-gnu*', '*.so.*t64'))) {
    await symlink(basename(library), library.slice(0, -'t64'.length)).catch(() => {})
  }
}

type Apt = (...parameters: string[]) => Promise<{ readonly stdout: string }>

/** The first package that apt-get knows, and what installing it would bring. */
async function firstKnown(names: readonly string[], apt: Apt) {
  let unknown: unknown
  for (const name of names) {
    try {
      const { stdout } = await apt('-s', '--no-install-recommends', 'install', name)
      return { name, needed: [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '') }
    } catch (error) {
      unknown = error
    }
  }
  throw unknown
}

// Unpacked, never installed: needs no root, and starts no service.
async function unpack(names: readonly string[], folder: string): Promise<void> {
  const lists = join(folder, 'lists')
  const cache = join(folder, 'cache')
  const debs = join(folder, 'debs')
  for (const each of [join(lists, 'partial'), join(cache, 'archives', 'partial'), debs]) {
    await mkdir(each, { recursive: true })
  }
  const apart = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`, '-o', 'Debug::NoLocking=1']
  const apt: Apt = (...parameters) => run('apt-get', [...apart, ...parameters], { cwd: debs })
  await apt('update')
  const { name, needed } = await firstKnown(names, apt)
  const lacking = needed.filter((each) => !ofTheSystem.has(each))
  // A package that is installed already needs nothing, and is wanted unpacked all the same.
  await apt('download', ...(needed.length === 0 ? [name] : lacking))
  const root = join(folder, 'root')
  for (const deb of await readdir(debs)) await run('dpkg-deb', ['-x', join(debs, deb), root])
  await relink(root)
  await linkRenamed(root)
  for (const each of [lists, cache, debs]) await rm(each, { recursive: true, force: true })
}

/**
 * Fetches and unpacks a package into the engine folder, when it is not there yet. It is fetched with apt-get as that
 * is configured here, whose signatures are checked.
 *
 * @param names of the same package, by which releases of Debian and its relatives know it; the first that is known.
 * @param report is told, once, that a download begins.
 * @throws Error when apt-get is missing, knows no such package or cannot reach its archive.
 */
export async function debianPackage(
  names: readonly string[],
  report: (line: string) => void = () => {},
): Promise<DebianPackage> {
  const home = await installEngine(`debian-${names[0]}`, async (folder) => {
    report(`fetching the Debian package ${names[0]}`)
    await unpack(names, folder)
  })
  const root = join(home, 'root')
  const libraries: string[] = []
  for await (const folder of glob(join(root, '{usr/lib,lib}', '*-linux-gnu*'))) libraries.push(folder)
  return { root, env: { LD_LIBRARY_PATH: libraries.join(delimiter) } }
}
