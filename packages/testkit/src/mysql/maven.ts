import { execFile } from 'node:child_process'
import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianProgram } from '../engines/debian-program.ts'
import { EngineError } from '../engines/engine-error.ts'
import { reasonOf } from '../engines/reason-of.ts'
import { javaTrustStore, trustedCertificates } from '../engines/trusted-certificates.ts'

const run = promisify(execFile)

// Debian's Maven and Java, unpacked: neither is told where the other is, nor whom to trust.
async function unpackedJava(root: string, folder: string): Promise<Record<string, string>> {
  const home = join(root, 'usr/lib/jvm/default-java')
  const complete = await access(join(home, 'bin/java')).then(
    () => true,
    () => false,
  )
  if (!complete) return {}
  const store = join(folder, 'trusted.jks')
  await writeFile(store, javaTrustStore(await trustedCertificates()))
  return { JAVA_HOME: home, MAVEN_OPTS: `-Djavax.net.ssl.trustStore=${store} -Djavax.net.ssl.trustStoreType=JKS` }
}

/**
 * Fetches one artifact with Maven as it is configured here, into `folder`.
 *
 * @param artifact as `group:name:version`.
 * @throws EngineError when Maven cannot be had or finds no such artifact.
 */
export async function fetchMavenArtifact(artifact: string, folder: string): Promise<void> {
  const { path, env, root } = await debianProgram({
    program: 'mvn',
    package: 'maven',
    places: ['usr/share/maven/bin'],
  })
  const java = root === '/' ? {} : await unpackedJava(root, folder)
  const goal = [
    'dependency:copy',
    `-Dartifact=${artifact}`,
    `-DoutputDirectory=${folder}`,
    '-Dmdep.useBaseVersion=true',
  ]
  try {
    await run(path, ['-q', '-B', ...goal], { cwd: folder, env: { ...process.env, ...env, ...java } })
  } catch (error) {
    throw new EngineError(`Maven (${path}) could not fetch ${artifact}:\n${reasonOf(error)}`)
  }
}
