import { execFile } from 'node:child_process'
import { access, mkdir, readdir, writeFile } from 'node:fs/promises'
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

// As Maven is configured here: its mirror, its proxy, its credentials.
async function runMaven(goal: readonly string[], folder: string, what: string): Promise<void> {
  const { path, env, root } = await debianProgram({
    program: 'mvn',
    package: 'maven',
    places: ['usr/share/maven/bin'],
  })
  const java = root === '/' ? {} : await unpackedJava(root, folder)
  try {
    await run(path, ['-q', '-B', ...goal], { cwd: folder, env: { ...process.env, ...env, ...java } })
  } catch (error) {
    throw new EngineError(`Maven (${path}) could not fetch ${what}:\n${reasonOf(error)}`)
  }
}

/**
 * Fetches one artifact with Maven as it is configured here, into `folder`.
 *
 * @param artifact as `group:name:version`.
 * @throws EngineError when Maven cannot be had or finds no such artifact.
 */
export async function fetchMavenArtifact(artifact: string, folder: string): Promise<void> {
  const goal = [
    'dependency:copy',
    `-Dartifact=${artifact}`,
    `-DoutputDirectory=${folder}`,
    '-Dmdep.useBaseVersion=true',
  ]
  await runMaven(goal, folder, artifact)
}

function dependency(artifact: string): string {
  const [group, name, version] = artifact.split(':')
  const alone = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>'
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${alone}</dependency>`
}

/**
 * Fetches some artifacts at once, and nothing that they depend on.
 *
 * @param artifacts each as `group:name:version`.
 * @returns the jars, in `folder`.
 * @throws EngineError when Maven cannot be had or lacks one of them.
 */
export async function fetchMavenArtifacts(artifacts: readonly string[], folder: string): Promise<readonly string[]> {
  const project = join(folder, 'project')
  const jars = join(folder, 'jars')
  await mkdir(project)
  await writeFile(
    join(project, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>tool</groupId><artifactId>tool</artifactId><version>1</version>` +
      `<packaging>pom</packaging><dependencies>${artifacts.map(dependency).join('')}</dependencies></project>`,
  )
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`, '-Dmdep.useBaseVersion=true']
  await runMaven(goal, project, artifacts.join(', '))
  return (await readdir(jars)).map((name) => join(jars, name))
}
