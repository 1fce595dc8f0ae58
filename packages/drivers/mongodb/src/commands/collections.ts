import type { Document } from 'mongodb'
import type { Command } from './command.ts'
import { validatorFields, type Validation } from './validators.ts'

/** Options of a collection. Sizes are bytes. */
export interface CollectionOptions extends Partial<Validation> {
  readonly collation?: Document
  readonly capped?: { readonly size: number; readonly max?: number }
  /** Documents are kept in the order of `_id`: it needs no index of its own. MongoDB 5.3. */
  readonly clustered?: { readonly name?: string }
  readonly timeseries?: {
    readonly timeField: string
    readonly metaField?: string
    readonly granularity?: 'seconds' | 'minutes' | 'hours'
  }
  /** Seconds after which documents of a time series or clustered collection are deleted by the server. */
  readonly expireAfterSeconds?: number
  /** Change streams may show a document as it was before. MongoDB 6.0. */
  readonly preImages?: boolean
}

/** Makes a collection. */
export function createCollection(name: string, options: CollectionOptions = {}): Command {
  const { capped, clustered, timeseries, collation, expireAfterSeconds, preImages, ...validation } = options
  return {
    create: name,
    ...(capped && { capped: true, ...capped }),
    ...(clustered && { clusteredIndex: { key: { _id: 1 }, unique: true, ...clustered } }),
    ...(timeseries && { timeseries }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds }),
    ...(collation && { collation }),
    ...(preImages !== undefined && { changeStreamPreAndPostImages: { enabled: preImages } }),
    ...validatorFields(validation),
  }
}

/** Makes a view over a collection. */
export function createView(name: string, on: string, pipeline: readonly Document[]): Command {
  return { create: name, viewOn: on, pipeline }
}

/** Drops a collection or view, with all that it holds. */
export function dropCollection(name: string): Command {
  return { drop: name }
}

/** Renames within the connected database. `dropTarget` destroys what has the name. */
export function renameCollection(from: string, to: string, options: { readonly dropTarget?: boolean } = {}): Command {
  return { renameCollection: from, to, ...options }
}
