import type { Definitions, Json, ObjectId, Row, Schema, ServerFacts } from '@slipway/core/plugin'
import {
  contentChecksumQuery,
  countRowsQuery,
  definitionsQuery,
  inspectQueries,
  needsRare,
  pinnedSettings,
  statsQuery,
  tablesQuery,
  toSchema,
  type InspectQueries,
  type ReadableTable,
} from '../inspect/index.ts'
import { keptQueries, wereLost, type KeptQueries } from './kept-queries.ts'

/** Sends one statement and gives its rows. */
export type Send = (text: string, params?: readonly Json[]) => Promise<readonly Row[]>

/** Runs `work` in a transaction that reads from one moment and leaves no setting behind. */
export type Read = <T>(work: (send: Send) => Promise<T>) => Promise<T>

/** Reads the schema: a session that does it again has the server keep the plans of the queries. */
export function schemaReader(read: Read, server: ServerFacts): () => Promise<Schema> {
  let kept: KeptQueries | undefined
  let before: Schema | undefined
  let objects = 0

  const rowsOf = (
    [settings, catalog, rare]: InspectQueries,
    prepare: (send: Send) => Promise<void> = async () => undefined,
  ): Promise<readonly Row[]> =>
    read(async (send) => {
      await prepare(send)
      const rows = await send(`${settings.text};\n${catalog.text}`)
      return needsRare(rows) ? [...rows, ...(await send(rare.text))] : rows
    })

  const again = async ({ queries, prepare, fit }: KeptQueries): Promise<readonly Row[]> => {
    const prepared = () => rowsOf(queries, (send) => prepare(send, objects))
    if (!fit(objects)) return prepared()
    try {
      return await rowsOf(queries)
    } catch (thrown) {
      if (!wereLost(thrown)) throw thrown
      return prepared()
    }
  }

  return async () => {
    const schema = toSchema(await (kept ? again(kept) : rowsOf(inspectQueries(server))), before)
    before = schema
    objects = Object.keys(schema.objects).length
    // Behind a pooler, what is left with the server meets another client.
    if (!server.pooled) kept ??= keptQueries(inspectQueries(server))
    return schema
  }
}

// What a query for a few objects does not answer; a full inspection does.
const onlyInspected = /^(owner|grant|comment|default-privileges):/

/** Reads the definitions of some objects; `null` for those that do not exist. */
export async function readDefinitions(
  read: Read,
  server: ServerFacts,
  objects: readonly ObjectId[],
): Promise<Definitions> {
  if (objects.length === 0) return {}
  if (objects.some((id) => onlyInspected.test(id))) {
    const schema = await schemaReader(read, server)()
    return Object.fromEntries(objects.map((id) => [id, schema.objects[id]?.definition ?? null]))
  }
  const { text, params } = definitionsQuery(server, objects)
  const rows = await read(async (send) => {
    await send(pinnedSettings)
    return send(text, params)
  })
  const found = new Map(rows.map((row) => [String(row['id']), String(row['definition'])]))
  return Object.fromEntries(objects.map((id) => [id, found.get(id) ?? null]))
}

const toTable = (row: Row): ReadableTable => ({
  id: String(row['id']),
  source: String(row['source']),
  columns: (row['columns'] as readonly unknown[]).map(String),
})

const overTables = (
  read: Read,
  objects: readonly ObjectId[],
  query: (tables: readonly ReadableTable[]) => string,
): Promise<readonly Row[]> =>
  read(async (send) => {
    await send(pinnedSettings)
    const { text, params } = tablesQuery(objects)
    const tables = (await send(text, params)).map(toTable)
    return tables.length === 0 ? [] : send(query(tables))
  })

/** Counts the rows of tables. */
export async function readCounts(read: Read, tables: readonly ObjectId[]): Promise<Readonly<Record<ObjectId, number>>> {
  const rows = await overTables(read, tables, countRowsQuery)
  return Object.fromEntries(rows.map((row) => [String(row['id']), Number(row['rows'])]))
}

/** Sums up the content of tables. */
export async function readChecksums(
  read: Read,
  tables: readonly ObjectId[],
): Promise<Readonly<Record<ObjectId, string>>> {
  const rows = await overTables(read, tables, contentChecksumQuery)
  return Object.fromEntries(rows.map((row) => [String(row['id']), String(row['checksum'])]))
}

/** Reads estimates of size. */
export async function readStats(
  read: Read,
  objects: readonly ObjectId[],
): Promise<Readonly<Record<ObjectId, { readonly rows: number; readonly bytes: number }>>> {
  const { text, params } = statsQuery(objects)
  const rows = await read((send) => send(text, params))
  return Object.fromEntries(
    rows.map((row) => [String(row['id']), { rows: Number(row['rows']), bytes: Number(row['bytes']) }]),
  )
}
