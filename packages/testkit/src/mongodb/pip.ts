import { execFile } from 'node:child_process'
import { access, glob, mkdir, readdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { debianPackage } from '../engines/debian-package.ts'
import { EngineError } from '../engines/engine-error.ts'
import { reasonOf } from '../engines/reason-of.ts'
import { trustedCertificates } from '../engines/trusted-certificates.ts'

const run = promisify(execFile)

interface Pip {
  readonly python: string
  readonly env: NodeJS.ProcessEnv
}

async function installedPip(): Promise<Pip | undefined> {
  try {
    await run('python3', ['-m', 'pip', '--version'])
    return { python: 'python3', env: process.env }
  } catch {
    return undefined
  }
}

// Debian's pip, unpacked, run by this machine's Python or else by Debian's, unpacked with it.
async function unpackedPip(folder: string): Promise<Pip> {
  const { root, env } = await debianPackage(['python3-pip'])
  const python = join(root, 'usr/bin/python3')
  const complete = await access(python).then(
    () => true,
    () => false,
  )
  const modules = [join(root, 'usr/lib/python3/dist-packages')]
  for await (const library of glob(join(root, 'usr/lib/python3.*'))) modules.push(library)
  const certificates = join(folder, 'trusted.pem')
  await writeFile(certificates, (await trustedCertificates()).join('\n'))
  return {
    python: complete ? python : 'python3',
    env: { ...process.env, ...env, PYTHONPATH: modules.join(delimiter), PIP_CERT: certificates },
  }
}

/**
 * Fetches one wheel with pip as it is configured here, and checks its hash.
 *
 * @param wheel as `name==version`.
 * @returns the wheel's file, in `folder`.
 * @throws EngineError when pip cannot be had, finds no such wheel, or finds another one.
 */
export async function fetchWheel(wheel: string, sha256: string, folder: string): Promise<string> {
  await mkdir(folder)
  const requirements = join(folder, 'requirements.txt')
  await writeFile(requirements, `${wheel} --hash=sha256:${sha256}\n`)
  const pip =
    (await installedPip()) ??
    (await unpackedPip(folder).catch((error: unknown) => {
      throw new EngineError(
        'Python with pip is not on this machine and could not be fetched with apt-get. ' +
          `Install it (Debian: package python3-pip) and put it on PATH.\n${reasonOf(error)}`,
      )
    }))
  const flags = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--require-hashes']
  try {
    await run(pip.python, ['-m', 'pip', 'download', ...flags, '-r', requirements, '-d', folder], { env: pip.env })
  } catch (error) {
    throw new EngineError(`pip could not fetch ${wheel}:\n${reasonOf(error)}`)
  }
  const name = (await readdir(folder)).find((each) => each.endsWith('.whl'))
  if (name === undefined) throw new EngineError(`pip fetched no wheel for ${wheel}`)
  return join(folder, name)
}
