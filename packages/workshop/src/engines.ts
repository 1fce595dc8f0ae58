import {
  alembicVersion,
  installAlembic,
  flywayVersion,
  installFlyway,
  installServer,
  isFullRun,
  testMatrix,
  type WantedServer,
} from '@slipway/testkit'

const names = { postgres: 'PostgreSQL', mysql: 'MySQL', mariadb: 'MariaDB', mongodb: 'MongoDB' } as const

type Report = (line: string) => void

// Other migration tools, that the bridges are held against.
const tools: Readonly<Record<string, (report: Report) => Promise<string>>> = {
  [`Flyway ${flywayVersion}`]: async (report) => (await installFlyway(report)).jars,
  [`Alembic ${alembicVersion}`]: async (report) => (await installAlembic(report)).modules,
}

function programsOf(engine: WantedServer['engine']): readonly WantedServer[] {
  const servers = testMatrix({ full: isFullRun(process.env) }).filter((wanted) => wanted.engine === engine)
  return [...new Map(servers.map((wanted) => [wanted.version, wanted])).values()]
}

/**
 * Fetches every engine and tool the tests need, so that no test waits for a download. The engines come from different places
 * and are fetched side by side, the versions of one engine one after the other.
 *
 * @throws AggregateError with one error for each engine that cannot be had.
 */
export async function fetchEngines(report: Report): Promise<void> {
  async function fetchAll(engine: WantedServer['engine']): Promise<void> {
    for (const wanted of programsOf(engine)) {
      report(`${names[engine]} ${wanted.version}: ${await installServer(wanted, report)}`)
    }
  }
  async function fetchTools(): Promise<void> {
    for (const [name, install] of Object.entries(tools)) report(`${name}: ${await install(report)}`)
  }
  const engines = Object.keys(names).map((engine) => fetchAll(engine as keyof typeof names))
  const results = await Promise.allSettled([...engines, fetchTools()])
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
  if (failures.length > 0) throw new AggregateError(failures, failures.join('\n'))
}

if (import.meta.main) await fetchEngines(console.log)
