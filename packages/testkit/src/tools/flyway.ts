import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { debianProgram } from '../engines/debian-program.ts'
import { EngineError } from '../engines/engine-error.ts'
import { installEngine } from '../engines/install-engine.ts'
import { fetchMavenArtifacts } from '../mysql/maven.ts'

const run = promisify(execFile)

/** The Flyway that tests run. */
export const flywayVersion = '11.20.3'

const ofFlyway = [
  'command-test-connection',
  'commandline',
  'core',
  'database-postgresql',
  'mysql',
  'nc-callbacks',
  'nc-core',
  'nc-scanners',
  'reports',
  'verb-baseline',
  'verb-clean',
  'verb-info',
  'verb-migrate',
  'verb-repair',
  'verb-schemas',
  'verb-testConnection',
  'verb-validate',
]

// What the command line loads, each by itself: with all that they ask for it would be 271 jars. One too few, and it ends with
// code 0 when a migration fails. Left to choose, Maven would take a jackson-core that Flyway's own plugins do not work with.
const artifacts = [
  ...ofFlyway.map((name) => `org.flywaydb:flyway-${name}:${flywayVersion}`),
  'com.fasterxml.jackson.core:jackson-annotations:2.18.2',
  'com.fasterxml.jackson.core:jackson-core:2.19.1',
  'com.fasterxml.jackson.core:jackson-databind:2.19.1',
  'com.fasterxml.jackson.dataformat:jackson-dataformat-toml:2.19.1',
  'com.fasterxml.jackson.dataformat:jackson-dataformat-xml:2.19.1',
  'com.fasterxml.jackson.datatype:jackson-datatype-jsr310:2.19.1',
  'com.google.code.gson:gson:2.12.1',
  'commons-codec:commons-codec:1.18.0',
  'commons-io:commons-io:2.16.1',
  'org.apache.commons:commons-collections4:4.4',
  'org.apache.commons:commons-lang3:3.15.0',
  'org.apache.commons:commons-text:1.10.0',
  'org.checkerframework:checker-qual:3.49.3',
  'org.fusesource.jansi:jansi:1.18',
  'org.mariadb.jdbc:mariadb-java-client:3.5.4',
  'org.postgresql:postgresql:42.7.7',
  'org.slf4j:slf4j-api:1.7.36',
  'org.slf4j:slf4j-nop:1.7.30',
]

// Of the sorted lines `SHA-256  name` of all jars.
const sha256 = 'bc39000e31c8be0b5324601e3565692f422a208429467a486904b1b32fc26595'

async function checkJars(jars: readonly string[]): Promise<void> {
  const lines = await Promise.all(
    jars.toSorted().map(async (jar) => {
      const hash = createHash('sha256').update(await readFile(jar))
      return `${hash.digest('hex')}  ${basename(jar)}\n`
    }),
  )
  const found = createHash('sha256').update(lines.join('')).digest('hex')
  if (found !== sha256) throw new EngineError(`The jars of Flyway are not those that were tried (${found}).`)
}

/** Flyway's command line, unpacked, and a Java that runs it. */
export interface FlywayTool {
  readonly java: string
  readonly env: Readonly<Record<string, string>>
  readonly jars: string
}

/**
 * Finds the Flyway that tests run among the engines; fetches it with Maven when it is not there yet.
 *
 * @param report is told, once, that a download begins.
 * @throws EngineError when it or a Java (17 or later) cannot be had.
 */
export async function installFlyway(report: (line: string) => void = () => {}): Promise<FlywayTool> {
  const home = await installEngine(`flyway-${flywayVersion}`, async (folder) => {
    report(`fetching Flyway ${flywayVersion}`)
    await checkJars(await fetchMavenArtifacts(artifacts, folder))
  })
  const java = await debianProgram(
    { program: 'java', package: 'default-jre-headless', places: ['usr/lib/jvm/default-java/bin'] },
    report,
  )
  return { java: java.path, env: java.env, jars: join(home, 'jars') }
}

/** What a call of Flyway came to. */
export interface FlywayAnswer {
  readonly code: number
  /** Both streams; JSON with `-outputType=json`. */
  readonly output: string
}

/** How Flyway is called. */
export interface FlywayCall {
  readonly cwd: string
  /** `FLYWAY_URL`, `FLYWAY_USER`, `FLYWAY_PASSWORD` and their kin: a password has no place among the arguments. */
  readonly env: Readonly<Record<string, string>>
}

/** Runs the real Flyway. It does not throw when Flyway fails: the answer says so. */
export async function runFlyway(args: readonly string[], { cwd, env }: FlywayCall): Promise<FlywayAnswer> {
  const tool = await installFlyway()
  const flags = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', join(tool.jars, '*')]
  const options = { cwd, env: { PATH: process.env['PATH'], ...tool.env, ...env }, maxBuffer: 64 * 1024 * 1024 }
  try {
    const { stdout, stderr } = await run(tool.java, [...flags, 'org.flywaydb.commandline.Main', ...args], options)
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as {
      readonly code?: unknown
      readonly stdout?: string
      readonly stderr?: string
    }
    if (typeof code !== 'number') throw error
    return { code, output: `${stdout ?? ''}${stderr ?? ''}` }
  }
}
