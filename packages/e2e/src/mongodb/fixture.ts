import type { Files } from '../project.ts'
import type { Moment } from '../proxy.ts'

const command = (value: object): string => JSON.stringify(value)
const marked = (mark: string, value: object): string => command({ ...value, comment: `mark:${mark} ` })

/** Collections that are there before; none of what the migrations do to them may happen twice. */
export const prepare: readonly string[] = [
  command({ create: 'log' }),
  command({ insert: 't', documents: [1, 2, 3, 4, 5].map((n) => ({ _id: n, n })) }),
  command({ createIndexes: 't', indexes: [{ key: { old: 1 }, name: 'old' }] }),
]

const update = (mark: string, change: object): string =>
  marked(mark, { update: 't', updates: [{ q: {}, u: change, multi: true }] })
const insert = (mark: string): string => marked(mark, { insert: 'log', documents: [{ what: mark }] })

/** Numbers are counted up in a transaction, then an index is built outside one. A repeat of either would be seen. */
export const migrations: Files = {
  'V1__count.json': `${update('v1-update', { $inc: { n: 1 } })}\n${insert('v1-insert')}\n`,
  'V2__index.json': `${marked('v2-index', { createIndexes: 't', indexes: [{ key: { n: 1 }, name: 't_n' }] })}\n`,
  'V3__again.json': `${update('v3-update', { $mul: { n: 3 } })}\n${insert('v3-insert')}\n`,
}

/** Seven kinds of definition changes, one command each, whose reverses bring back the very catalog. */
export const seven: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    'create-collection': { create: 'made', validator: { $jsonSchema: { required: ['t'] } } },
    'create-index': { createIndexes: 't', indexes: [{ key: { n: 1 }, name: 't_n', unique: true }] },
    'set-validator': { collMod: 't', validator: { n: { $type: 'number' } }, validationLevel: 'moderate' },
    'create-view': { create: 'seen', viewOn: 't', pipeline: [{ $sort: { n: 1 } }] },
    'hide-index': { collMod: 't', index: { name: 'old', hidden: true } },
    'rename-collection': { renameCollection: 'log', to: 'story' },
    'drop-index': { dropIndexes: 't', index: 'old' },
  }).map(([mark, value]) => [mark, marked(mark, value)]),
)

/** All seven as one migration. */
export const sevenFiles: Files = { 'V1__seven.json': `${Object.values(seven).join('\n')}\n` }

/** Short enough for a test, long enough for a busy machine. */
export const timeouts: Readonly<Record<string, number>> = { lock: 20_000, lease: 90_000, idle: 4_000 }

/** Finds the command itself, not an entry or a stored plan that quotes it. */
export const statement = (mark: string): RegExp => new RegExp(`"comment":"slipway:[^"]*mark:${mark} `)

/** Finds the write of a journal entry. */
export const entry = (type: string, migration = ''): RegExp =>
  new RegExp(`^{"update":"journal"[^]*"type":"${type}"[^]*${migration === '' ? '' : `"migration":"${migration}"`}`)

/** Finds the end of a transaction. */
export const commit: RegExp = /^{"commitTransaction":/

/** Points of an apply of {@link migrations} in the order in which they come. */
export const moments: Readonly<Record<string, Omit<Moment, 'at'>>> = {
  'journal-row-of-transaction': { match: entry('landed', 'V1') },
  'statement-in-transaction': { match: statement('v1-update') },
  commit: { after: statement('v1-insert'), match: commit },
  'journal-intent-commit': { after: entry('intent'), match: commit },
  ddl: { match: statement('v2-index') },
  'journal-outcome-commit': { after: entry('landed', 'V2'), match: commit },
}
