import type { SlipwayError } from '@slipway/core'
import type { LeaseToken } from '@slipway/core/plugin'
import { failure } from './failure.ts'
import { literal } from './literal.ts'
import type { Tables } from './tables.ts'

/** Says what a check of ours found, as a person who reads the server's log would like to read it. */
const words = {
  lease: 'slipway: the deploy lock was taken over',
  journal: 'slipway: the migration changes tables that belong to Slipway',
  behind: 'slipway: the commit before this one failed',
} as const

/** Fails with words of ours where there is no such row, so that nothing after it in the message runs. */
const demand = (found: string, missing: string): string =>
  `SELECT (CASE count(*) WHEN 0 THEN ${literal(missing)} ELSE '1' END)::integer FROM (${found}) AS found`

/**
 * Demands that the lease still carries the token. FOR KEY SHARE lets the heartbeat go on and makes a successor, who takes
 * FOR UPDATE, wait for our end.
 */
export const demandLease = (tables: Tables, project: string, token: LeaseToken): string =>
  demand(
    `SELECT FROM ${tables.lease} WHERE project = ${literal(project)} AND token = ${token} ` +
      'AND owner IS NOT NULL FOR KEY SHARE',
    words.lease,
  )

const entry = (tables: Tables, project: string, seq: number): string =>
  `SELECT FROM ${tables.journal} WHERE project = ${literal(project)} AND seq = ${seq}`

/** Demands that the journal still has an entry. */
export const demandEntry = (tables: Tables, project: string, seq: number): string =>
  demand(entry(tables, project, seq), words.journal)

/** Demands that the journal has the entry of the commit that was sent before this one. */
export const demandBehind = (tables: Tables, project: string, seq: number): string =>
  demand(entry(tables, project, seq), words.behind)

/** What a failure means, when it is one of these checks that failed. */
export function meaningOf(error: SlipwayError, tables: Tables): SlipwayError {
  if (error.details['sqlstate'] !== '22P02') return error
  if (error.message.includes(words.lease))
    return failure('lease-lost', 'The deploy lock was taken over. What this transaction did was undone.')
  if (error.message.includes(words.journal))
    return failure('other', `The migration changes Slipway's own tables in ${tables.store}. What it did was undone.`)
  if (error.message.includes(words.behind))
    return failure('journal-conflict', 'The commit before this one failed. Nothing was done.')
  return error
}
