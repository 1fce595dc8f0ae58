import { SlipwayError } from '@slipway/core'
import type { Document } from 'mongodb'
import type { Inside } from '../session/inside.ts'
import type { Store } from './store.ts'

/** How Slipway's own writes are acknowledged: by the majority, on disk. */
export const acknowledged = { w: 'majority', j: true } as const

const indexes = [
  { name: 'seq', key: { database: 1, project: 1, seq: 1 }, unique: true },
  {
    name: 'key',
    key: { database: 1, project: 1, key: 1 },
    unique: true,
    partialFilterExpression: { key: { $type: 'string' } },
  },
] as const

const missing = (thrown: unknown): boolean => thrown instanceof SlipwayError && thrown.details['code'] === 26

/** Indexes of a collection; none where it does not exist. */
async function indexesOf(inside: Inside, collection: string): Promise<readonly string[]> {
  try {
    const answer = await inside.command(inside.store.database, { listIndexes: collection })
    return (answer['cursor'] as { firstBatch: readonly Document[] }).firstBatch.map((index) => String(index['name']))
  } catch (thrown) {
    if (missing(thrown)) return []
    throw thrown
  }
}

/** Adds what lets a role read or write the store. */
export function mayUse(store: Store, thrown: unknown, doing: 'read' | 'written'): unknown {
  if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-PERMISSION') return thrown
  const role = doing === 'read' ? 'read' : 'readWrite'
  return new SlipwayError('SW-PERMISSION', `The journal may not be ${doing}: ${thrown.message}. Nothing was changed.`, {
    hint:
      `Let an administrator run, in the database that holds the user:\n` +
      `  db.grantRolesToUser("<the user>", [{ role: "${role}", db: "${store.database}" }])\n` +
      'or keep the journal in the migrated database, in slipway.config.ts:\n' +
      `  mongodb({ url, store: "${store.target}" })`,
    details: thrown.details,
  })
}

/** Creates the collections and indexes that are missing. Many may do it at once. */
export async function prepareStore(inside: Inside): Promise<void> {
  const { store } = inside
  try {
    // Made beforehand: a collection that a transaction has to make waits for a lock that it may not wait for.
    await Promise.all([makeJournal(inside), make(inside, store.beat), make(inside, store.checkpoint)])
  } catch (thrown) {
    throw mayUse(store, thrown, 'written')
  }
}

async function makeJournal(inside: Inside): Promise<void> {
  const { store } = inside
  const found = new Set(await indexesOf(inside, store.journal))
  if (indexes.every(({ name }) => found.has(name))) return
  await inside.command(store.database, { createIndexes: store.journal, indexes, writeConcern: acknowledged })
}

async function make(inside: Inside, collection: string): Promise<void> {
  if ((await indexesOf(inside, collection)).length > 0) return
  try {
    await inside.command(inside.store.database, { create: collection, writeConcern: acknowledged })
  } catch (thrown) {
    // 48 NamespaceExists: another process was faster.
    if (!(thrown instanceof SlipwayError) || thrown.details['code'] !== 48) throw thrown
  }
}
