import type { Absent, Setting } from '../../harness/row.ts'
import { alembic } from './alembic.ts'
import { dbmate } from './dbmate.ts'
import { flyway } from './flyway.ts'
import { golangMigrate } from './golang-migrate.ts'
import { goose } from './goose.ts'
import { knex } from './knex.ts'
import { nodePgMigrate } from './node-pg-migrate.ts'
import type { PostgresTool } from './postgres-tool.ts'
import { psqlFloor } from './psql-floor.ts'
import { slipway } from './slipway.ts'

type Find = (say: (line: string) => void) => Promise<PostgresTool>

/** One of those that run migrations on PostgreSQL. */
export type PostgresToolName =
  | 'slipway'
  | 'psql'
  | 'goose'
  | 'dbmate'
  | 'knex'
  | 'node-pg-migrate'
  | 'alembic'
  | 'golang-migrate'
  | 'flyway'

const all: Readonly<Record<PostgresToolName, Find>> = {
  slipway,
  psql: psqlFloor,
  goose,
  dbmate,
  knex,
  'node-pg-migrate': nodePgMigrate,
  alembic,
  'golang-migrate': golangMigrate,
  flyway,
}

/** Every name of them, Slipway and the floor first. */
export const postgresToolNames: readonly PostgresToolName[] = Object.keys(all) as PostgresToolName[]

const growthNames: readonly PostgresToolName[] = ['slipway', 'psql', 'goose']

/** Who stands beside us at a size: at those that show how time grows, the others would say the same for many minutes more. */
export const postgresNamesAt = (size: number, growth: readonly number[]): readonly PostgresToolName[] =>
  growth.includes(size) ? growthNames : postgresToolNames

/** Finds the tools, and fetches those that are not there yet. One that cannot be had is absent, with the reason. */
export async function postgresTools(
  names: readonly PostgresToolName[],
  { say }: Pick<Setting, 'say'>,
): Promise<readonly (PostgresTool | Absent)[]> {
  const found: (PostgresTool | Absent)[] = []
  for (const name of names) {
    try {
      found.push(await all[name](say))
    } catch (error) {
      if (name === 'slipway') throw error
      found.push({ name, why: error instanceof Error ? error.message : String(error) })
    }
  }
  return found
}
