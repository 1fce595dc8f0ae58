import type { Absent, Setting } from '../../harness/row.ts'
import type { Call } from '../calls.ts'
import { flyway } from '../postgres/flyway.ts'
import { goose } from '../postgres/goose.ts'
import { knex } from '../postgres/knex.ts'
import type { Place, PostgresTool } from '../postgres/postgres-tool.ts'

/** What runs migrations on MySQL: the same files, another address. */
export type MysqlTool = Pick<PostgresTool, 'name' | 'version' | 'kind' | 'files' | 'up'>

type Find = (say: (line: string) => void) => Promise<MysqlTool>

type Environment = Readonly<Record<string, string>>

/** The tool with another environment, which says where the server is. */
function at(tool: PostgresTool, environment: (url: URL) => Environment): MysqlTool {
  const { name, version, kind } = tool
  const up = ({ url, ...place }: Place): readonly Call[] =>
    tool.up({ url, ...place }).map((call) => ({ ...call, env: { ...call.env, ...environment(new URL(url)) } }))
  return { name, version, kind, files: tool.files, up }
}

const finds: Readonly<Record<string, Find>> = {
  goose: async (say) =>
    at(await goose(say), ({ username, password, host, pathname }) => ({
      GOOSE_DRIVER: 'mysql',
      GOOSE_DBSTRING: `${username}:${decodeURIComponent(password)}@tcp(${host})${pathname}?parseTime=true`,
    })),
  async knex() {
    const tool = at(await knex(), () => ({}))
    const knexfile = `module.exports = {
  client: 'mysql2',
  connection: process.env.DATABASE_URL,
  migrations: { directory: './migrations' },
}
`
    return { ...tool, files: (migrations) => ({ ...tool.files(migrations), 'knexfile.js': knexfile }) }
  },
  flyway: async (say) =>
    at(await flyway(say), ({ host, pathname, username, password }) => ({
      FLYWAY_URL: `jdbc:mariadb://${host}${pathname}?allowPublicKeyRetrieval=true`,
      FLYWAY_USER: username,
      FLYWAY_PASSWORD: decodeURIComponent(password),
    })),
}

/** Finds the tools, and fetches those that are not there yet. One that cannot be had is absent, with the reason. */
export async function mysqlTools({ say }: Pick<Setting, 'say'>): Promise<readonly (MysqlTool | Absent)[]> {
  return Promise.all(
    Object.entries(finds).map(([name, find]) =>
      find(say).catch((error: unknown): Absent => ({
        name,
        why: error instanceof Error ? error.message : String(error),
      })),
    ),
  )
}
