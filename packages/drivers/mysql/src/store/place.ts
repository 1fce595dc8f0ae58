import { SlipwayError } from '@slipway/core'
import type { Json, Row } from '@slipway/core/plugin'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import { existingTables, mayRead, parts, placeOf, signIn, tablesIn, type Part, type Tables } from './tables.ts'

/** Sends one statement and gives its rows. */
export type Send = (text: string, params?: readonly Json[]) => Promise<readonly Row[]>

/** Where Slipway's tables stand, and which of them are there. */
export interface Place {
  readonly tables: Tables
  readonly existing: ReadonlySet<Part>
  /** True when nobody has decided yet where they shall stand. */
  readonly open: boolean
}

const ownDatabase = 'slipway'

function existingIn(tables: Tables, rows: readonly Row[]): ReadonlySet<Part> {
  const here = rows.filter(({ place }) => place === tables.schema)
  const found = parts.flatMap((part) => {
    const row = here.find(({ name }) => name === `${tables.prefix}${part}`)
    return row === undefined ? [] : [{ part, engine: String(row['engine']) }]
  })
  for (const { part, engine } of found) {
    if (engine.toLowerCase() === 'innodb') continue
    throw new SlipwayError(
      'SW-JOURNAL-BROKEN',
      `${tables[part]} has the engine ${engine}: it would not commit together with a migration. Nothing was changed.`,
      { hint: `ALTER TABLE ${tables[part]} ENGINE = InnoDB;` },
    )
  }
  return new Set(found.map(({ part }) => part))
}

function two(one: Tables, other: string): SlipwayError {
  return new SlipwayError(
    'SW-JOURNAL-BROKEN',
    `The migrated database says that its history is kept in ${placeOf(one)}, and there is one in ${other}. Nothing was changed.`,
    { hint: `Find out which one counts, and take the other one away; the sign is ${signIn(one.database)}` },
  )
}

/** Whether a journal that is not seen is not there, or only not shown to this user. */
async function refuseHidden(send: Send, tables: Tables): Promise<void> {
  try {
    await send(`SELECT 1 AS one FROM ${tables.journal} LIMIT 0`)
  } catch (thrown) {
    if (thrown instanceof SlipwayError && thrown.code === 'SW-PERMISSION') throw mayRead(tables, thrown)
  }
}

/**
 * Looks where the store is: where the migrated database's own sign says, else in that database under a prefix, else where
 * it was stated, else in a database of its own.
 *
 * @throws SW-JOURNAL-BROKEN when it is found twice, or on an engine without transactions; SW-CONFIG when it was stated
 *   elsewhere; SW-PERMISSION when it is there and may not be read.
 */
export async function findPlace(send: Send, stated: string | undefined): Promise<Place> {
  const database = String((await send('SELECT DATABASE() AS db'))[0]?.['db'])
  const beside = tablesIn(database, database)
  const sign = await send('SELECT 1 AS one FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?', [
    database,
    'slipway_store',
  ])
  const [signed] = sign.length === 0 ? [] : await send(`SELECT place FROM ${signIn(database)}`)
  const name = signed === undefined ? undefined : String(signed['place'])
  const chosen = tablesIn(name ?? stated ?? ownDatabase, database)
  const { text, params } = existingTables([chosen, beside])
  const rows = await send(text, params)
  const prefixed = existingIn(beside, rows)
  if (name !== undefined && prefixed.has('journal') && chosen.prefix === '') throw two(chosen, placeOf(beside))
  const found = name === undefined && prefixed.has('journal') ? beside : chosen
  const decided = name !== undefined || found === beside
  if (decided && stated !== undefined && stated !== found.schema) {
    throw new SlipwayError(
      'SW-CONFIG',
      `The history of ${inBackticks(database)} is kept in ${placeOf(found)}, and the configuration says: in ${inBackticks(stated)}. Nothing was changed.`,
      { hint: `In slipway.config.ts:\n  mysql({ url: …, store: '${found.schema}' })` },
    )
  }
  const existing = existingIn(found, rows)
  if (decided && !existing.has('journal')) await refuseHidden(send, found)
  return { tables: found, existing, open: !decided && stated === undefined }
}
