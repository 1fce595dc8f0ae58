import { execFile } from 'node:child_process'
import { access, constants, glob, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { engineDirectory } from './engine-directory.ts'
import { EngineError } from './engine-error.ts'
import { openToAll } from './open-to-all.ts'
import { withLock } from './with-lock.ts'

const run = promisify(execFile)

/** A program that Debian and its relatives package. */
export interface DebianProgram {
  readonly program: string
  readonly package: string
  /** Where the package puts the program: folders below `/`, with wildcards; the last match counts. */
  readonly places: readonly string[]
}

/** A program to run, and the environment it needs to find its libraries. */
export interface Program {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

async function runnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function below(root: string, { program, places }: DebianProgram): Promise<string | undefined> {
  const found: string[] = []
  for (const place of places) for await (const path of glob(join(root, place, program))) found.push(path)
  for (const path of found.toSorted().toReversed()) if (await runnable(path)) return path
  return undefined
}

async function installed(wanted: DebianProgram): Promise<string | undefined> {
  const packaged = await below('/', wanted)
  if (packaged !== undefined) return packaged
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, wanted.program)
    if (await runnable(path)) return path
  }
  return undefined
}

// Unpacked beside the system, never installed into it: needs no root, and starts no service.
async function unpack(name: string, folder: string): Promise<void> {
  const lists = join(folder, 'lists')
  const cache = join(folder, 'cache')
  const debs = join(folder, 'debs')
  for (const each of [join(lists, 'partial'), join(cache, 'archives', 'partial'), debs]) {
    await mkdir(each, { recursive: true })
  }
  const apart = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`, '-o', 'Debug::NoLocking=1']
  const apt = (...parameters: string[]) => run('apt-get', [...apart, ...parameters], { cwd: debs })
  await apt('update')
  const { stdout } = await apt('-s', '--no-install-recommends', 'install', name)
  const needed = [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '')
  await apt('download', name, ...needed.filter((each) => each !== name))
  for (const deb of await readdir(debs)) await run('dpkg-deb', ['-x', join(debs, deb), join(folder, 'root')])
  for (const each of [lists, cache, debs]) await rm(each, { recursive: true, force: true })
}

async function fetched(wanted: DebianProgram): Promise<Program> {
  const home = join(await engineDirectory(), `debian-${wanted.package}`)
  await withLock(`${home}.lock`, async () => {
    if ((await below(join(home, 'root'), wanted)) !== undefined) return
    const part = `${home}.part`
    await rm(part, { recursive: true, force: true })
    await unpack(wanted.package, part)
    await openToAll(part)
    await rename(part, home)
  })
  const path = await below(join(home, 'root'), wanted)
  if (path === undefined) throw new Error(`the package ${wanted.package} holds no ${wanted.program}`)
  const libraries: string[] = []
  for await (const folder of glob(join(home, 'root', '{usr/lib,lib}', '*-linux-gnu*'))) libraries.push(folder)
  return { path, env: { LD_LIBRARY_PATH: libraries.join(delimiter) } }
}

/**
 * The program, from this machine or else unpacked from Debian's package into the engine folder.
 *
 * @throws EngineError where neither is possible.
 */
export async function debianProgram(wanted: DebianProgram): Promise<Program> {
  const path = await installed(wanted)
  if (path !== undefined) return { path, env: {} }
  try {
    return await fetched(wanted)
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim() || String(error)
    throw new EngineError(
      `${wanted.program} is not on this machine and could not be fetched with apt-get. ` +
        `Install it (Debian: package ${wanted.package}) and put it on PATH.\n${reason}`,
    )
  }
}
