import { createHash } from 'node:crypto'
import type { Definitions, ObjectId, Schema, SchemaObject } from '@slipway/core/plugin'
import { objectId, quote } from '../dialect/names.ts'
import { tokens } from '../dialect/tokens.ts'
import type { Run } from './store.ts'

/** A RENAME leaves names in quotes that they do not need; two texts of one definition must be equal. */
const canonical = (sql: string): string =>
  [...tokens(sql)].map(({ kind, value, at, end }) => (kind === 'name' ? quote(value) : sql.slice(at, end))).join('')

/** The schema, in one query. SQLite keeps the text of each definition, and keeps it true when a table is altered. */
export async function readSchema(run: Run): Promise<Schema> {
  const rows = await run(
    `SELECT type, name, tbl_name AS owner, sql FROM sqlite_master WHERE sql IS NOT NULL
       AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT LIKE 'slipway\\_%' ESCAPE '\\'`,
  )
  const objects = rows.map(({ type, name, owner, sql }): [ObjectId, SchemaObject] => {
    const kind = String(type)
    const dependsOn = kind === 'index' || kind === 'trigger' ? [objectId('table', String(owner))] : []
    return [objectId(kind, String(name)), { kind, definition: canonical(String(sql)), dependsOn }]
  })
  return { dialect: 'sqlite', objects: Object.fromEntries(objects.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}

/** The definitions of some objects; `null` for those that are not there. */
export async function readDefinitions(run: Run, ids: readonly ObjectId[]): Promise<Definitions> {
  const { objects } = await readSchema(run)
  return Object.fromEntries(ids.map((id) => [id, objects[id]?.definition ?? null]))
}

async function overTables<T>(run: Run, ids: readonly ObjectId[], read: (table: string) => Promise<T>) {
  const rows = await run("SELECT name FROM sqlite_master WHERE type = 'table'")
  const names = new Map(rows.map(({ name }) => [objectId('table', String(name)), String(name)]))
  const found: Record<ObjectId, T> = {}
  for (const id of ids) if (names.has(id)) found[id] = await read(quote(names.get(id) ?? ''))
  return found
}

const count = async (run: Run, table: string): Promise<number> =>
  Number((await run(`SELECT count(*) AS n FROM ${table}`))[0]?.['n'])

/** Exact numbers of rows. */
export const countRows = (run: Run, ids: readonly ObjectId[]): Promise<Record<ObjectId, number>> =>
  overTables(run, ids, (table) => count(run, table))

/** Rows as they are counted; SQLite keeps no statistics of bytes. */
export const readStats = (run: Run, ids: readonly ObjectId[]) =>
  overTables(run, ids, async (table) => ({ rows: await count(run, table), bytes: 0 }))

/** Sums the hashes of all rows, so that their order does not matter and a row that is there twice does. */
export const contentChecksums = (run: Run, ids: readonly ObjectId[]): Promise<Record<ObjectId, string>> =>
  overTables(run, ids, async (table) => {
    let sum = 0n
    for (const row of await run(`SELECT * FROM ${table}`)) {
      const values = Object.entries(row).map(([name, value]) => [name, typeof value, String(value)])
      sum += BigInt(`0x${createHash('sha256').update(JSON.stringify(values)).digest('hex')}`)
    }
    return BigInt.asUintN(256, sum).toString(16)
  })
