import { makeOnce, name, queryFor, type Name } from '@slipway/core/adapter'
import type { BridgeContext } from '@slipway/core/plugin'

/** Where Alembic keeps its heads. */
export interface VersionTable {
  readonly table: string
  /** `undefined`: where the server looks first. */
  readonly schema: string | undefined
}

/** As it is written into statements. */
export const nameOf = ({ table, schema }: VersionTable): Name => name(schema, table)

/** Whether the table is there. */
export async function exists({ session, dialect }: BridgeContext, { table, schema }: VersionTable): Promise<boolean> {
  const sql = queryFor(dialect)
  const path = schema === undefined ? dialect.quote(table) : `${dialect.quote(schema)}.${dialect.quote(table)}`
  const query =
    dialect.name === 'postgres'
      ? sql`SELECT 1 AS there WHERE to_regclass(${path}) IS NOT NULL`
      : sql`SELECT 1 AS there FROM information_schema.tables WHERE table_schema = coalesce(${schema ?? null}, database()) AND table_name = ${table}`
  return (await session.execute(query)).rows.length > 0
}

/** Creates the table as Alembic does. */
export async function prepareTable(context: BridgeContext, at: VersionTable): Promise<void> {
  const sql = queryFor(context.dialect)
  const key = name(`${at.table}_pkc`)
  await makeOnce(async () => {
    if (await exists(context, at)) return
    await context.session.execute(
      sql`CREATE TABLE ${nameOf(at)} (version_num VARCHAR(32) NOT NULL, CONSTRAINT ${key} PRIMARY KEY (version_num))`,
    )
  })
}

/** What the table holds, sorted. */
export async function readHeads({ session, dialect }: BridgeContext, at: VersionTable): Promise<readonly string[]> {
  const sql = queryFor(dialect)
  const { rows } = await session.execute(sql`SELECT version_num AS head FROM ${nameOf(at)}`)
  return rows.map((row) => String(row['head'])).toSorted()
}
