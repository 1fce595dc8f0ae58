import type { Row, Schema, ServerFacts } from '@slipway/core/plugin'
import { inspectQueries, needsRare, toSchema } from '../../src/inspect/index.ts'

/** What both clients, pg's and PGlite's, can do. */
export interface Queryable {
  query(text: string, params?: unknown[]): Promise<{ readonly rows: unknown[] }>
}

/** Facts about the server behind a connection, as far as an inspection needs them. */
export async function factsOf(client: Queryable): Promise<ServerFacts> {
  const { rows } = await client.query(`SELECT current_setting('server_version_num') AS number`)
  const versionNumber = Number((rows[0] as { number: string }).number)
  return {
    flavor: 'postgres',
    version: `${Math.floor(versionNumber / 10_000)}`,
    versionNumber,
    topology: 'primary',
    pooled: false,
    settings: {},
  }
}

/** Inspects as a driver does. */
export async function inspectWith(client: Queryable, facts?: ServerFacts): Promise<Schema> {
  const server = facts ?? (await factsOf(client))
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  try {
    return await read(client, server)
  } finally {
    await client.query('ROLLBACK')
  }
}

/** Inspects in somebody else's transaction, leaving its settings as they were. */
export async function inspectWithin(client: Queryable, server: ServerFacts): Promise<Schema> {
  await client.query('SAVEPOINT inspection')
  const schema = await read(client, server)
  await client.query('ROLLBACK TO SAVEPOINT inspection')
  return schema
}

async function read(client: Queryable, server: ServerFacts): Promise<Schema> {
  const [settings, catalog, rare] = inspectQueries(server)
  await client.query(settings.text)
  const { rows } = (await client.query(catalog.text)) as { readonly rows: readonly Row[] }
  if (!needsRare(rows)) return toSchema(rows)
  return toSchema([...rows, ...((await client.query(rare.text)).rows as readonly Row[])])
}

/** What differs between two schemas: each object's definition before and after, `null` where it is not there. */
export function differences(before: Schema, after: Schema): Readonly<Record<string, readonly (string | null)[]>> {
  const ids = new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])
  const pairs = [...ids].sort().map((id): [string, (string | null)[]] => {
    return [id, [before.objects[id]?.definition ?? null, after.objects[id]?.definition ?? null]]
  })
  return Object.fromEntries(pairs.filter(([, [from, to]]) => from !== to))
}
