import { execFile } from 'node:child_process'
import { delimiter } from 'node:path'
import { promisify } from 'node:util'
import { debianPackage } from './debian-package.ts'
import { EngineError } from './engine-error.ts'
import { reasonOf } from './reason-of.ts'

const run = promisify(execFile)

// By the names that releases of Debian and its relatives give them, oldest first.
const packages: Readonly<Record<string, readonly string[]>> = {
  'libaio.so.1': ['libaio1', 'libaio1t64'],
  'libnuma.so.1': ['libnuma1'],
  'libcurl.so.4': ['libcurl4', 'libcurl4t64'],
  'libssl.so.3': ['libssl3', 'libssl3t64'],
  'libcrypto.so.3': ['libssl3', 'libssl3t64'],
  'liblzma.so.5': ['liblzma5'],
}

const missingLibrary = /error while loading shared libraries: ([^:\s]+)/

function packagesOf(program: string, error: unknown): readonly string[] {
  const library = missingLibrary.exec(reasonOf(error))?.[1]
  const names = library === undefined ? undefined : packages[library]
  if (names !== undefined) return names
  throw new EngineError(`${program} does not run on this machine:\n${reasonOf(error)}`)
}

/**
 * The environment in which the program finds its libraries: those this machine lacks are unpacked beside the system.
 * Runs `program --version` to see.
 *
 * @param folders that hold libraries of its own.
 * @throws EngineError naming the package to install, when it can neither be found nor fetched.
 */
export async function withLibraries(program: string, folders: readonly string[]): Promise<Record<string, string>> {
  const fetched = new Set<readonly string[]>()
  for (const paths = [...folders]; ;) {
    const env: Record<string, string> = paths.length === 0 ? {} : { LD_LIBRARY_PATH: paths.join(delimiter) }
    try {
      await run(program, ['--version'], { env: { LC_ALL: 'C', ...env } })
      return env
    } catch (error) {
      const names = packagesOf(program, error)
      const advice = `${program} needs a library of the Debian package ${names.join(' or ')}: install that.`
      if (fetched.has(names)) throw new EngineError(`${advice}\n${reasonOf(error)}`)
      fetched.add(names)
      const found = await debianPackage(names).catch((cause: unknown) => {
        throw new EngineError(`${advice} It could not be fetched with apt-get.\n${reasonOf(cause)}`)
      })
      paths.push(found.env['LD_LIBRARY_PATH'] ?? '')
    }
  }
}
