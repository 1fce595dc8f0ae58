import { SlipwayError } from '@slipway/core'
import type { Json, Row } from '@slipway/core/plugin'
import { existingTables, parts, placeOf, tablesIn, type Part, type Tables } from './tables.ts'

/** Sends one statement and gives its rows. */
export type Send = (text: string, params?: readonly Json[]) => Promise<readonly Row[]>

/** Where Slipway's tables stand, and which of them are there. */
export interface Place {
  readonly tables: Tables
  readonly existing: ReadonlySet<Part>
  /** True when nothing is there yet and nobody stated where it shall be. */
  readonly open: boolean
}

const ownDatabase = 'slipway'

function existingIn(tables: Tables, rows: readonly Row[]): ReadonlySet<Part> {
  const here = rows.filter(({ place, name }) => place === tables.schema && String(name).startsWith(tables.prefix))
  const found = parts.filter((part) => here.some(({ name }) => name === `${tables.prefix}${part}`))
  for (const { name, engine } of here) {
    if (String(engine).toLowerCase() === 'innodb') continue
    throw new SlipwayError(
      'SW-JOURNAL-BROKEN',
      `${tables.schema}.${String(name)} has the engine ${String(engine)}: it would not commit together with a migration. Nothing was changed.`,
      { hint: `ALTER TABLE ${tables.schema}.${String(name)} ENGINE = InnoDB;` },
    )
  }
  return new Set(found)
}

/**
 * Looks where the store is: where it was stated, else where it is found, else in a database of its own.
 *
 * @throws SW-JOURNAL-BROKEN when it is found twice, or on an engine without transactions.
 */
export async function findPlace(send: Send, stated: string | undefined): Promise<Place> {
  const database = String((await send('SELECT DATABASE() AS db'))[0]?.['db'])
  const candidates = (stated === undefined ? [ownDatabase, database] : [stated]).map((name) => tablesIn(name, database))
  const { text, params } = existingTables(candidates)
  const rows = await send(text, params)
  const found = candidates
    .map((tables) => ({ tables, existing: existingIn(tables, rows) }))
    .filter(({ existing }) => existing.has('journal'))
  const [first, second] = found
  // A database of its own serves several: it counts once it holds something of this one.
  if (first !== undefined && second !== undefined) {
    const used = await send(`SELECT 1 AS used FROM ${first.tables.journal} WHERE db = ? LIMIT 1`, [database])
    if (used.length === 0) return { ...second, open: false }
    throw new SlipwayError(
      'SW-JOURNAL-BROKEN',
      `There are two journals: in ${placeOf(first.tables)}, and in ${placeOf(second.tables)}. Nothing was changed.`,
      { hint: `State which one counts, in slipway.config.ts:\n  mysql({ url: …, store: '${first.tables.schema}' })` },
    )
  }
  if (first !== undefined) return { ...first, open: false }
  const [tables] = candidates
  if (tables === undefined) throw new SlipwayError('SW-INTERNAL', 'The store has no place')
  return { tables, existing: existingIn(tables, rows), open: stated === undefined }
}
