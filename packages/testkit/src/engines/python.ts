import { execFile } from 'node:child_process'
import { access, glob, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { debianPackage } from './debian-package.ts'
import { EngineError } from './engine-error.ts'
import { reasonOf } from './reason-of.ts'
import { trustedCertificates } from './trusted-certificates.ts'

const run = promisify(execFile)

/** A Python that has pip. */
export interface Python {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

// Debian's pip, unpacked, run by this machine's Python or else by Debian's, unpacked with it.
async function unpacked(): Promise<Python> {
  const { root, env } = await debianPackage(['python3-pip'])
  const path = join(root, 'usr/bin/python3')
  const complete = await access(path).then(
    () => true,
    () => false,
  )
  const modules = [join(root, 'usr/lib/python3/dist-packages')]
  for await (const library of glob(join(root, 'usr/lib/python3.*'))) modules.push(library)
  return { path: complete ? path : 'python3', env: { ...env, PYTHONPATH: modules.join(delimiter) } }
}

/**
 * This machine's Python, or else Debian's, unpacked into the engine folder.
 *
 * @throws EngineError where neither is possible.
 */
export async function findPython(): Promise<Python> {
  try {
    await run('python3', ['-c', 'import pip'])
    return { path: 'python3', env: {} }
  } catch {
    return unpacked().catch((error: unknown) => {
      throw new EngineError(
        'Python with pip is not on this machine and could not be fetched with apt-get. ' +
          `Install it (Debian: package python3-pip) and put it on PATH.\n${reasonOf(error)}`,
      )
    })
  }
}

/**
 * Runs pip as it is configured here.
 *
 * @param folder for a list of the authorities that are trusted, which an unpacked pip lacks.
 * @throws EngineError where there is no pip; Error where it fails.
 */
export async function runPip(parameters: readonly string[], folder: string): Promise<void> {
  const python = await findPython()
  const env: NodeJS.ProcessEnv = { ...process.env, ...python.env }
  if (python.env['PYTHONPATH'] !== undefined) {
    env['PIP_CERT'] = join(folder, 'trusted.pem')
    await writeFile(env['PIP_CERT'], (await trustedCertificates()).join('\n'))
  }
  const flags = ['--quiet', '--disable-pip-version-check']
  const [command = '', ...others] = parameters
  await run(python.path, ['-m', 'pip', command, ...flags, ...others], { env })
}
