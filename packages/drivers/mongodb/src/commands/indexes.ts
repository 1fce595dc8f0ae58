import type { Document } from 'mongodb'
import { defaultName } from '../dialect/kinds/index-spec.ts'
import type { Command, Filter } from './command.ts'

/** Fields in order, each with its direction or kind; `$**` stands for every field. */
export type IndexKey = Readonly<Record<string, 1 | -1 | 'text' | 'hashed' | '2d' | '2dsphere'>>

/** Options of an index. */
export interface IndexOptions {
  /** Default: made of the key, as clients do: `email_1`. */
  readonly name?: string
  readonly unique?: boolean
  /** Leaves out documents without the field. */
  readonly sparse?: boolean
  /** Only documents that match. */
  readonly partial?: Filter
  /** Seconds after which the server deletes a document, counted from the date in the field. */
  readonly expireAfterSeconds?: number
  /** Kept up to date and used by no query. */
  readonly hidden?: boolean
  readonly collation?: Document
  /** Of a text index: how much each field weighs. */
  readonly weights?: Readonly<Record<string, number>>
  readonly defaultLanguage?: string
  /** Of a wildcard index: fields taken in (1) or left out (0). */
  readonly wildcardProjection?: Readonly<Record<string, 0 | 1>>
  /** Refuses new duplicates and leaves those that are there: the first half of making it unique. MongoDB 6.0. */
  readonly prepareUnique?: boolean
}

/** Builds one index. */
export function createIndex(collection: string, key: IndexKey, options: IndexOptions = {}): Command {
  return createIndexes(collection, [{ key, ...options }])
}

/** Builds several indexes of one collection, reading it once. */
export function createIndexes(
  collection: string,
  indexes: readonly (IndexOptions & { readonly key: IndexKey })[],
): Command {
  return { createIndexes: collection, indexes: indexes.map(specOf) }
}

/** Drops indexes by name. */
export function dropIndexes(collection: string, ...names: readonly string[]): Command {
  return { dropIndexes: collection, index: names.length === 1 ? names[0] : names }
}

/** Drops one index, by name or by key. */
export function dropIndex(collection: string, index: string | IndexKey): Command {
  return { dropIndexes: collection, index }
}

/** Hides an index from queries: the cheap way to find out who needs it, before it is dropped. */
export function hideIndex(collection: string, name: string): Command {
  return { collMod: collection, index: { name, hidden: true } }
}

/** Lets queries use an index again. */
export function unhideIndex(collection: string, name: string): Command {
  return { collMod: collection, index: { name, hidden: false } }
}

/** Changes the age, in seconds, at which the server deletes documents. */
export function setTtl(collection: string, name: string, expireAfterSeconds: number): Command {
  return { collMod: collection, index: { name, expireAfterSeconds } }
}

/**
 * Makes an index unique without building it again: it refuses new duplicates, is tried, then becomes unique. Fails at the
 * second command, with nothing lost, while duplicates are there. MongoDB 6.0.
 */
export function makeUnique(collection: string, name: string): readonly Command[] {
  return [
    { collMod: collection, index: { name, prepareUnique: true } },
    { collMod: collection, index: { name, unique: true }, dryRun: true },
    { collMod: collection, index: { name, unique: true } },
  ]
}

function specOf({ key, ...options }: IndexOptions & { readonly key: IndexKey }): Document {
  const { name, partial, defaultLanguage, ...rest } = options
  return {
    key,
    name: name ?? defaultName(key),
    ...rest,
    ...(partial && { partialFilterExpression: partial }),
    ...(defaultLanguage !== undefined && { default_language: defaultLanguage }),
  }
}
