import { access, constants, glob } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { debianPackage } from './debian-package.ts'
import { EngineError } from './engine-error.ts'
import { reasonOf } from './reason-of.ts'

/** A program that Debian and its relatives package. */
export interface DebianProgram {
  readonly program: string
  readonly package: string
  /** Where the package puts the program: folders below `/`, with wildcards; the last match counts. */
  readonly places: readonly string[]
  /** A file below `/` that the program is of no use without, and that may come in another package. */
  readonly with?: string
}

/** A program to run, and the environment it needs to find its libraries. */
export interface Program {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  /** Stands for `/`, where the program's other files are: the folder of the unpacked package, or `/` itself. */
  readonly root: string
}

async function allows(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  )
}

async function below(root: string, wanted: DebianProgram): Promise<string | undefined> {
  const found: string[] = []
  for (const place of wanted.places) for await (const path of glob(join(root, place, wanted.program))) found.push(path)
  if (wanted.with !== undefined && !(await allows(join(root, wanted.with), constants.R_OK))) return undefined
  for (const path of found.toSorted().toReversed()) if (await allows(path, constants.X_OK)) return path
  return undefined
}

async function installed(wanted: DebianProgram): Promise<string | undefined> {
  const packaged = await below('/', wanted)
  if (packaged !== undefined || wanted.with !== undefined) return packaged
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, wanted.program)
    if (await allows(path, constants.X_OK)) return path
  }
  return undefined
}

async function fetched(wanted: DebianProgram, report?: (line: string) => void): Promise<Program> {
  const { root, env } = await debianPackage([wanted.package], report)
  const path = await below(root, wanted)
  if (path === undefined) {
    const files = [wanted.program, ...(wanted.with === undefined ? [] : [wanted.with])].join(' with ')
    throw new Error(`the package ${wanted.package} of this release holds no ${files}`)
  }
  return { path, env, root }
}

/**
 * The program, from this machine or else unpacked from Debian's package into the engine folder.
 *
 * @param report is told, once, that a download begins.
 * @throws EngineError where neither is possible.
 */
export async function debianProgram(wanted: DebianProgram, report?: (line: string) => void): Promise<Program> {
  const path = await installed(wanted)
  if (path !== undefined) return { path, env: {}, root: '/' }
  try {
    return await fetched(wanted, report)
  } catch (error) {
    throw new EngineError(
      `${wanted.program} is not on this machine and could not be fetched with apt-get. ` +
        `Install it (Debian: package ${wanted.package}) and put it on PATH.\n${reasonOf(error)}`,
    )
  }
}
