import { queryFor, sessionLock } from '@slipway/core/adapter'
import { SlipwayError } from '@slipway/core'
import type { BridgeContext, ForeignFailure, Row } from '@slipway/core/plugin'
import { findTable, type HistoryTable, type TablePlace } from '../bridging/find-table.ts'
import { isPostgres } from '../bridging/quoted.ts'
import type { TableHistory } from './table-bridge.ts'
import { idsByNumber, versionNumber } from './version-number.ts'

/** The one row: the highest version, and whether a run stopped in it. */
interface State {
  readonly version: bigint
  readonly dirty: boolean
}

/** golang-migrate keeps one row with the highest version: all up to it counts as applied. */
export const golangMigrateHistory: TableHistory = {
  name: 'golang-migrate',
  table: 'schema_migrations',
  beside: ['_pkey'],

  lock: (place) => sessionLock(`golang-migrate's lock on ${place.table}`, async (context) => lockKey(context, place)),

  create(context, table) {
    const sql = queryFor(context.dialect)
    return [sql`CREATE TABLE IF NOT EXISTS ${table.name} (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)`]
  },

  async read(context, table) {
    const state = await stateOf(context, table)
    if (state === undefined) return { applied: [], failed: [], notices: [] }
    const ids = idsByNumber(context)
    const raw = { version: String(state.version), dirty: state.dirty }
    const under = [...ids].filter(([version]) => version < state.version).map(([, id]) => id)
    const last = ids.get(state.version) ?? String(state.version)
    return {
      applied: [...under, ...(state.dirty ? [] : [last])].map((id) => ({ id, raw })),
      failed: state.dirty ? [dirty(last)] : [],
      notices: [],
    }
  },

  async write(context, table, { direction, migration }) {
    const state = await stateOf(context, table)
    const version = versionNumber(migration)
    if (direction === 'up') {
      if (state === undefined || state.version < version || (state.version === version && state.dirty))
        await setVersion(context, table, version)
      return
    }
    if (state === undefined || state.version < version) return
    if (state.version > version) throw notNewest(migration, state)
    const before = [...idsByNumber(context).keys()].filter((each) => each < version).at(-1)
    await setVersion(context, table, before)
  },
}

async function stateOf(context: BridgeContext, table: HistoryTable): Promise<State | undefined> {
  const sql = queryFor(context.dialect)
  const query = isPostgres(context)
    ? sql`SELECT version::text AS version, CASE WHEN dirty THEN 1 ELSE 0 END AS dirty FROM ${table.name} LIMIT 1`
    : sql`SELECT cast(version AS char) AS version, CASE WHEN dirty THEN 1 ELSE 0 END AS dirty FROM ${table.name} LIMIT 1`
  const row: Row | undefined = (await context.session.execute(query)).rows[0]
  if (row === undefined) return undefined
  const version = BigInt(String(row['version']))
  // Minus one is how the tool says that a run stopped before the first.
  return version < 0n ? undefined : { version, dirty: Number(row['dirty']) === 1 }
}

async function setVersion(context: BridgeContext, table: HistoryTable, version: bigint | undefined): Promise<void> {
  const sql = queryFor(context.dialect)
  await context.session.execute(sql`DELETE FROM ${table.name}`)
  if (version === undefined) return
  await context.session.execute(sql`INSERT INTO ${table.name} (version, dirty) VALUES (${String(version)}, false)`)
}

function dirty(id: string): ForeignFailure {
  return {
    id,
    message: `golang-migrate left version ${id} dirty: it stopped within it, and what it did may still be there.`,
    hint: `slipway repair --forget ${id} --why "…"   after what it left was removed; then it is pending again`,
  }
}

function notNewest(migration: string, { version }: State): SlipwayError {
  return new SlipwayError(
    'SW-HISTORY-CONFLICT',
    `golang-migrate keeps the highest version only (${version}): it would go on to call ${migration} applied`,
    {
      hint: `slipway rollback --to ${migration}   takes back what came after it first`,
      details: { migration },
    },
  )
}

/**
 * golang-migrate v4, `database.GenerateAdvisoryLockId` and its callers. Opened by an address, as the command line does, it takes
 * the address' path for the database's name on PostgreSQL, slash included.
 */
async function lockKey(context: BridgeContext, place: TablePlace): Promise<string> {
  const { schema, table } = await findTable(context, place)
  const sql = queryFor(context.dialect)
  const query = isPostgres(context) ? sql`SELECT current_database()::text AS name` : sql`SELECT database() AS name`
  const database = String((await context.session.execute(query)).rows[0]?.['name'])
  const text = isPostgres(context) ? [schema, table, `/${database}`].join('\0') : `${database}:${table}`
  const { crc32 } = await import('node:zlib')
  return String(Math.imul(crc32(text), 1_486_364_155) >>> 0)
}
