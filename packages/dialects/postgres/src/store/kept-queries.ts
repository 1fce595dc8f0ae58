import { SlipwayError } from '@slipway/core'
import type { InspectQueries, InspectQuery } from '../inspect/index.ts'
import type { Send } from './catalog.ts'

/** The queries of an inspection under names under which the server keeps their plans for the session. */
export interface KeptQueries {
  readonly queries: InspectQueries
  /** Whether the server has them, planned for about as many objects. It may have lost them meanwhile: see `wereLost`. */
  fit(objects: number): boolean
  /** Has the server make them, after those that it still has are dropped. */
  prepare(send: Send, objects: number): Promise<void>
}

const prefix = 'slipway_inspect_'
const there = `SELECT name FROM pg_catalog.pg_prepared_statements WHERE name LIKE '${prefix.replaceAll('_', '\\_')}%'`

/** A schema that grew by more than this has its queries planned anew: a plan for ten tables is none for a thousand. */
const GROWTH = 2

/** Has the server keep the plans of an inspection: making them takes longer than reading a schema of ordinary size. */
export function keptQueries([settings, catalog, rare]: InspectQueries): KeptQueries {
  const kept = [catalog, rare]
  const execute = ({ name }: InspectQuery): InspectQuery => ({ name, text: `EXECUTE ${prefix}${name}` })
  let plannedFor = -1
  return {
    queries: [settings, execute(catalog), execute(rare)],
    fit: (objects) => objects <= GROWTH * plannedFor,
    async prepare(send, objects) {
      const found = await send(`${settings.text};\n${there}`)
      const drop = found.map((row) => `DEALLOCATE ${String(row['name'])}`)
      const prepare = kept.map(({ name, text }) => `PREPARE ${prefix}${name} AS ${text}`)
      await send([...drop, ...prepare].join(';\n'))
      plannedFor = objects
    },
  }
}

/** Whether a migration has dropped what was kept: DEALLOCATE ALL, DISCARD ALL. */
export function wereLost(thrown: unknown): boolean {
  return thrown instanceof SlipwayError && thrown.details['sqlstate'] === '26000'
}
