import { makeOnce, name, queryFor, type Query } from '@slipway/core/adapter'
import type { BridgeContext } from '@slipway/core/plugin'
import type { FlywaySettings } from '../configuration/settings.ts'
import { findTable, type HistoryTable } from '../../bridging/find-table.ts'
import { isPostgres, quoted } from '../../bridging/quoted.ts'

/** Creates schemas and the table, as Flyway 11.20.3 does (`getRawCreateScript` of its databases), where they are missing. */
export const createTable = (context: BridgeContext, settings: FlywaySettings): Promise<void> =>
  makeOnce(() => createOnce(context, settings))

async function createOnce(context: BridgeContext, settings: FlywaySettings): Promise<void> {
  const table = await findTable(context, settings)
  if (table.exists) return
  const made = settings.createSchemas ? await createSchemas(context, settings) : []
  for (const statement of statements(context, table)) await context.session.execute(statement)
  if (made.length === 0) return
  const script = made.map((schema) => quoted(context, schema)).join(',')
  await context.session.execute(schemaRow(context, table, script))
}

async function createSchemas(context: BridgeContext, { schemas }: FlywaySettings): Promise<readonly string[]> {
  const sql = queryFor(context.dialect)
  const made: string[] = []
  for (const schema of schemas) {
    const found = sql`SELECT 1 AS found FROM information_schema.schemata WHERE schema_name = ${schema}`
    if ((await context.session.execute(found)).rows.length > 0) continue
    await context.session.execute(sql`CREATE SCHEMA IF NOT EXISTS ${name(schema)}`)
    made.push(schema)
  }
  return made
}

function statements(context: BridgeContext, table: HistoryTable): readonly Query[] {
  const sql = queryFor(context.dialect)
  const key = name(`${table.table}_pk`)
  const index = name(`${table.table}_s_idx`)
  if (isPostgres(context)) {
    return [
      sql`
CREATE TABLE IF NOT EXISTS ${table.name} (
  installed_rank integer NOT NULL,
  version varchar(50),
  description varchar(200) NOT NULL,
  type varchar(20) NOT NULL,
  script varchar(1000) NOT NULL,
  checksum integer,
  installed_by varchar(100) NOT NULL,
  installed_on timestamp NOT NULL DEFAULT now(),
  execution_time integer NOT NULL,
  success boolean NOT NULL,
  CONSTRAINT ${key} PRIMARY KEY (installed_rank)
)`,
      sql`CREATE INDEX IF NOT EXISTS ${index} ON ${table.name} (success)`,
    ]
  }
  return [
    sql`
CREATE TABLE IF NOT EXISTS ${table.name} (
  installed_rank int NOT NULL,
  version varchar(50),
  description varchar(200) NOT NULL,
  type varchar(20) NOT NULL,
  script varchar(1000) NOT NULL,
  checksum int,
  installed_by varchar(100) NOT NULL,
  installed_on timestamp NOT NULL DEFAULT current_timestamp,
  execution_time int NOT NULL,
  success bool NOT NULL,
  CONSTRAINT ${key} PRIMARY KEY (installed_rank),
  INDEX ${index} (success)
)`,
  ]
}

function schemaRow(context: BridgeContext, table: HistoryTable, script: string): Query {
  const sql = queryFor(context.dialect)
  const description = '<< Flyway Schema Creation >>'
  return isPostgres(context)
    ? sql`INSERT INTO ${table.name} VALUES (0, NULL, ${description}, 'SCHEMA', ${script}, NULL, current_user, default, 0, true) ON CONFLICT DO NOTHING`
    : sql`INSERT IGNORE INTO ${table.name} VALUES (0, NULL, ${description}, 'SCHEMA', ${script}, NULL, substring_index(user(), '@', 1), default, 0, true)`
}
