import { measureProcess, type Measured } from '../harness/measure.ts'
import type { Absent, Contender, Row, Setting } from '../harness/row.ts'
import { runCalls } from '../rivals/calls.ts'
import { nodeStart } from '../rivals/node-start.ts'
import { sampleOf } from '../rivals/on-sample-database.ts'
import { postgresContender } from '../rivals/postgres/postgres-contender.ts'
import type { PostgresTool } from '../rivals/postgres/postgres-tool.ts'
import { postgresToolNames, postgresTools } from '../rivals/postgres/postgres-tools.ts'
import { slipwayCommand } from '../rivals/slipway-project.ts'
import { versionOf } from '../rivals/version-of.ts'
import { postgresServer } from '../servers/postgres.ts'
import { tableMigrations } from '../work/tables.ts'

function starting(
  { name, version, kind }: Pick<Contender, 'name' | 'version' | 'kind'>,
  run: () => Promise<Measured>,
): Contender {
  let measured: Measured | undefined
  return {
    name,
    version,
    kind,
    // The first call of all may fill caches, as a user's first one does; every later one is like the next.
    prepare: async () => void (measured ??= await run()),
    run: async () => sampleOf((measured = await run())),
    async check() {
      if (`${measured?.stdout}${measured?.stderr}`.trim() === '') throw new Error(`${name} said nothing.`)
    },
  }
}

async function versions(_: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const tools = await postgresTools(postgresToolNames, setting)
  const contenders = tools.map((tool: PostgresTool | Absent) =>
    'files' in tool ? starting(tool, () => runCalls([tool.start], setting.folder)) : tool,
  )
  return [...contenders, nodeStart()]
}

async function help(_: number, setting: Setting): Promise<readonly Contender[]> {
  const slipway = { name: 'slipway', version: await versionOf('@slipway/cli'), kind: 'slipway' } as const
  const run = (): Promise<Measured> =>
    measureProcess(process.execPath, [slipwayCommand, '--help'], { cwd: setting.folder })
  return [starting(slipway, run), nodeStart()]
}

async function plan(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> {
  const server = await postgresServer(setting)
  const [slipway] = await postgresTools(['slipway'], setting)
  if (slipway === undefined || !('files' in slipway)) throw new Error('There is no Slipway to measure.')
  const contender = postgresContender(slipway, {
    server,
    setting,
    migrations: tableMigrations(size),
    begins: 'empty',
    calls: (place) => slipway.up(place).map((call) => ({ ...call, parameters: [slipwayCommand, 'plan'] })),
    async check(_url, { stdout }) {
      if (!stdout.includes('t_00001')) throw new Error(`The plan says nothing of the migration:\n${stdout}`)
    },
  })
  return [contender, nodeStart()]
}

const common: Pick<Row, 'sizes' | 'rounds'> = {
  sizes: { short: [1], full: [1] },
  rounds: { short: 7, full: 11 },
}

/** How long a person waits for anything at all. */
export const startVersion: Row = {
  ...common,
  name: 'start-version',
  title: 'cold start: --version',
  unit: 'process',
  reach: { words: 'node’s own start + 40 ms', beside: 'node -e 0', plus: 40 },
  contenders: versions,
}

/** What it costs to be asked how it is used. */
export const startHelp: Row = {
  ...common,
  name: 'start-help',
  title: 'cold start: --help',
  unit: 'process',
  reach: undefined,
  contenders: help,
}

/** The smallest real work: a configuration, a connection, the grammar. */
export const startPlan: Row = {
  ...common,
  name: 'start-plan',
  title: 'cold start: plan on one file, PostgreSQL',
  unit: 'migration',
  reach: undefined,
  contenders: plan,
}
