import type { Document } from 'mongodb'
import { plain, print } from '../text/print.ts'
import { guard } from './guard.ts'

/** Values kept beside the new ones, in the documents themselves. */
export interface Kept {
  /** Under which they are kept: `_slipway.<key>`. */
  readonly key: string
  /** Whole fields: part of one could not be told from parts that others changed since. */
  readonly fields: readonly string[]
}

/** The stages that keep what is there and set the new values, in one update. */
export function keepingStages(key: string, set: Readonly<Record<string, unknown>>): readonly Document[] {
  const kept = Object.entries(set).map(([field, now]) => [field, { was: `$${field}`, now }] as const)
  const fresh = Object.keys(set).map((field) => [field, `$_slipway.${key}.${field}.now`] as const)
  return [{ $set: { [`_slipway.${key}`]: Object.fromEntries(kept) } }, { $set: Object.fromEntries(fresh) }]
}

/** A field of the document itself, whose name means nothing else in an expression. */
export function isWhole(field: string): boolean {
  return !/[.$\0]/.test(field) && field !== '' && field !== '_id' && field !== '_slipway'
}

/** Recognizes an update of that form; `undefined` for any other. */
export function keptBy(update: unknown): Kept | undefined {
  if (!Array.isArray(update) || update.length !== 2) return undefined
  const [first] = update as readonly Document[]
  const stage = (first?.['$set'] ?? {}) as Document
  const [path, second] = Object.keys(stage)
  const key = /^_slipway\.([\w-]+)$/.exec(path ?? '')?.[1]
  if (path === undefined || key === undefined || second !== undefined) return undefined
  const kept = stage[path] as Readonly<Record<string, Document | undefined>>
  const fields = Object.values(kept).map((value) => String(value?.['was']).slice(1))
  const set = Object.fromEntries(fields.map((field) => [field, kept[field]?.['now']]))
  if (!fields.every(isWhole)) return undefined
  const isForm = print(plain(keepingStages(key, set))) === print(plain(update))
  return isForm && fields.length > 0 ? { key, fields } : undefined
}

/** Puts kept values back. The first command fails where a document was changed since, so that nothing is overwritten. */
export function undoKept(collection: string, { key, fields }: Kept): readonly Document[] {
  const root = `_slipway.${key}`
  const kept = { [root]: { $exists: true } }
  const changed = fields.map((field) => ({ $ne: [`$${field}`, `$${root}.${field}.now`] }))
  const back = Object.fromEntries(fields.map((field) => [field, `$${root}.${field}.was`]))
  const tidy = { $cond: [{ $eq: ['$_slipway', {}] }, '$$REMOVE', '$_slipway'] }
  return [
    guard(collection, [{ $match: { ...kept, $expr: { $or: changed } } }]),
    {
      update: collection,
      updates: [{ q: kept, u: [{ $set: back }, { $unset: root }, { $set: { _slipway: tidy } }], multi: true }],
    },
  ]
}
