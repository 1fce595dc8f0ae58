import type { Document } from 'mongodb'
import { isWhole, keepingStages, undoKept } from '../dialect/keep/backup-field.ts'
import { exactly, guard } from '../dialect/keep/guard.ts'
import type { Command, Filter } from './command.ts'
import { copyDocuments } from './documents.ts'

/** An update that keeps what it changes. */
export interface KeepingUpdate {
  /** Names the kept values, `_slipway.<key>`: letters, digits, `_` and `-`. */
  readonly key: string
  /** Default: every document. */
  readonly filter?: Filter
  /** New values of whole fields, constants or expressions over the document as it was. */
  readonly set: Readonly<Record<string, unknown>>
}

/**
 * Changes fields and keeps their old values in the same update, in each document itself: nobody ever sees one without the
 * other. A document is changed once, however often it runs. A validator with `additionalProperties: false` has to allow
 * `_slipway`.
 *
 * @throws RangeError for a key that is no plain name, and for a path: `{ address: { $mergeObjects: ['$address', …] } }`
 */
export function updateKeeping(collection: string, { key, filter, set }: KeepingUpdate): Command {
  if (!/^[\w-]+$/.test(key)) throw new RangeError(`a key is letters, digits, _ and -: ${key}`)
  const path = Object.keys(set).find((field) => !isWhole(field))
  if (path !== undefined) throw new RangeError(`only a whole field can be kept: ${path}`)
  const untouched = { [`_slipway.${key}`]: { $exists: false } }
  const q = filter === undefined ? untouched : { $and: [filter, untouched] }
  return { update: collection, updates: [{ q, u: keepingStages(key, set), multi: true }] }
}

/** Puts the kept values back. Fails, with nothing overwritten, where one of the fields was changed since. */
export function undoKeeping(collection: string, { key, set }: Pick<KeepingUpdate, 'key' | 'set'>): readonly Command[] {
  return undoKept(collection, { key, fields: Object.keys(set) })
}

/** Finds documents that were changed since, so that undoing would lose something: their ids only. */
export function findChangedSince(
  collection: string,
  { key, set }: Pick<KeepingUpdate, 'key' | 'set'>,
  limit = 10,
): Command {
  const [check] = undoKept(collection, { key, fields: Object.keys(set) })
  const [match] = (check?.['pipeline'] ?? []) as readonly Document[]
  const filter = match?.['$match'] as Filter
  return { find: collection, filter, projection: { _id: 1 }, limit, collation: exactly }
}

/** Gives the kept values up: the way back is gone. */
export function forgetKept(collection: string, key: string): Command {
  const kept = `_slipway.${key}`
  const tidy = { $cond: [{ $eq: ['$_slipway', {}] }, '$$REMOVE', '$_slipway'] }
  return {
    update: collection,
    updates: [{ q: { [kept]: { $exists: true } }, u: [{ $unset: kept }, { $set: { _slipway: tidy } }], multi: true }],
  }
}

/** Copies documents aside before they are deleted or changed. */
export function backupDocuments(collection: string, into: string, filter: Filter = {}): Command {
  return copyDocuments(collection, into, { filter, whenMatched: 'keepExisting' })
}

/** How a backup is put back. */
export interface RestoreOptions {
  /**
   * What the migration did to the documents, as stages: what is there now has to be what they make of the backup.
   * Default: it deleted them, so that nothing may be there.
   */
  readonly change?: readonly Document[]
}

/**
 * Puts a backup back. Fails, with nothing overwritten, where a document was changed since, or made again after it was
 * deleted. The backup stays until it is dropped.
 */
export function restoreDocuments(collection: string, backup: string, options: RestoreOptions = {}): readonly Command[] {
  const { change } = options
  const now = { $lookup: { from: collection, localField: '_id', foreignField: '_id', as: 'now' } }
  const conflicting =
    change === undefined
      ? [{ $project: { _id: 1 } }, now, { $match: { now: { $ne: [] } } }]
      : [
          ...change,
          { $project: { _id: 1, meant: '$$ROOT' } },
          now,
          { $match: { $expr: { $ne: [['$meant'], '$now'] } } },
        ]
  const whenMatched = change === undefined ? 'fail' : 'replace'
  return [guard(backup, conflicting), copyDocuments(backup, collection, { whenMatched })]
}
