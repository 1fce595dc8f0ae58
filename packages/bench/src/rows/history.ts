import type { Absent, Contender, Reach, Row, Setting } from '../harness/row.ts'
import type { Call } from '../rivals/calls.ts'
import { expectSame } from '../rivals/expect-same.ts'
import { nodeStart } from '../rivals/node-start.ts'
import { postgresContender } from '../rivals/postgres/postgres-contender.ts'
import type { Place, PostgresTool } from '../rivals/postgres/postgres-tool.ts'
import { postgresNamesAt, postgresTools } from '../rivals/postgres/postgres-tools.ts'
import { postgresServer, queryPostgres } from '../servers/postgres.ts'
import { rowMigrations } from '../work/tables.ts'

type Look = (tool: PostgresTool) => ((place: Place) => readonly Call[]) | undefined

async function checkRows(url: string, count: number): Promise<void> {
  const [found] = await queryPostgres(url, 'SELECT count(*)::int AS rows, count(DISTINCT n)::int AS different FROM log')
  expectSame('rows, different ones', Object.values(found ?? {}), [count, count])
}

interface Looking {
  /** Whether the tool has something to say. */
  readonly tells: boolean
  readonly growth: readonly number[]
}

function looking(look: Look, { tells, growth }: Looking): Row['contenders'] {
  return async (size: number, setting: Setting): Promise<readonly (Contender | Absent)[]> => {
    const server = await postgresServer(setting)
    const migrations = rowMigrations(size)
    const tools = (await postgresTools(postgresNamesAt(size, growth), setting)).map((tool): Contender | Absent => {
      if (!('files' in tool)) return tool
      const calls = look(tool)
      if (calls === undefined) return { name: tool.name, why: 'it has no such command' }
      if (tool.name === 'flyway' && size > 2000) {
        return { name: tool.name, why: 'applying that many takes it too long: its time grows faster than the work' }
      }
      return postgresContender(tool, {
        server,
        setting,
        migrations,
        begins: 'as it was',
        calls,
        async check(url, { stdout, stderr }) {
          const silent = `${stdout}${stderr}`.trim() === ''
          if (tells && silent) throw new Error(`${tool.name} said nothing.`)
          await checkRows(url, size)
        },
      })
    })
    return [...tools, nodeStart()]
  }
}

const reach: Reach = {
  words: 'node’s own start + 120 ms at 10,000',
  beside: 'node -e 0',
  plus: 120,
  at: [10_000],
}

const common: Pick<Row, 'sizes' | 'rounds' | 'unit' | 'reach'> = {
  sizes: { short: [500], full: [1000, 5000, 10_000] },
  rounds: { short: 3, full: 3 },
  unit: 'applied migrations',
  reach,
}

/** Asks what is applied. */
export const status: Row = {
  ...common,
  name: 'status',
  title: 'status, PostgreSQL',
  contenders: looking((tool) => tool.status, { tells: true, growth: [5000] }),
}

/** Applies when there is nothing to do: what every deployment does that changes no schema. */
export const applyNothing: Row = {
  ...common,
  name: 'apply-nothing',
  title: 'apply with nothing pending, PostgreSQL',
  contenders: looking((tool) => (place) => tool.up(place), { tells: false, growth: [5000, 10_000] }),
}
