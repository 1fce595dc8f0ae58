import { pinnedSettings, type InspectQuery } from '../inspect/index.ts'
import type { Send } from './catalog.ts'

/**
 * Gives the queries of an inspection by names under which the server keeps their plans for the session. Runs within a
 * read, whose settings it pins; `objects` is how many the schema had.
 */
export type KeptQueries = (send: Send, objects: number) => Promise<readonly InspectQuery[]>

const prefix = 'slipway_inspect_'
const there = `SELECT name FROM pg_catalog.pg_prepared_statements WHERE name LIKE '${prefix.replaceAll('_', '\\_')}%'`

/** A schema that grew by more than this has its queries planned anew: a plan for ten tables is none for a thousand. */
const GROWTH = 2

/** Has the server keep the plans of an inspection: making them takes longer than reading a schema of ordinary size. */
export function keptQueries(queries: readonly InspectQuery[]): KeptQueries {
  const reading = queries.filter(({ name }) => name !== 'settings')
  const byName = reading.map(({ name }): InspectQuery => ({ name, text: `EXECUTE ${prefix}${name}` }))
  let plannedFor = -1
  return async (send, objects) => {
    const found = await send(`${pinnedSettings};\n${there}`)
    // A migration may have dropped them: DEALLOCATE ALL, DISCARD ALL.
    if (found.length === reading.length && objects <= GROWTH * plannedFor) return byName
    const drop = found.map((row) => `DEALLOCATE ${String(row['name'])}`)
    const prepare = reading.map(({ name, text }) => `PREPARE ${prefix}${name} AS ${text}`)
    await send([...drop, ...prepare].join(';\n'))
    plannedFor = objects
    return byName
  }
}
