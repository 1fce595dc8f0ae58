import { ownTimeouts, SlipwayError } from '@slipway/core'
import type { Lease, Session, Storage } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { insideOf, type Inside } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'
import { leaseId } from './lease-document.ts'
import { acknowledged, mayUse } from './prepare.ts'
import type { Store } from './store.ts'

const collections = (store: Store): readonly string[] => [store.journal, store.beat, store.checkpoint]

const present = async (inside: Inside): Promise<ReadonlySet<string>> => {
  const found = await readAllOf(inside, inside.store.database, { listCollections: 1, nameOnly: true })
  return new Set(found.map(({ name }) => String(name)))
}

/** Where the journal is kept. */
export async function mongoStorage(session: Session): Promise<Storage> {
  const inside = insideOf(session)
  const { store } = inside
  try {
    const found = await present(inside)
    const apart = store.database !== store.target
    return {
      name: `database ${store.database}${apart ? '' : ', with the prefix slipway.'}`,
      parts: collections(store),
      exists: found.has(store.journal),
    }
  } catch (thrown) {
    throw mayUse(store, thrown, 'read')
  }
}

async function anyIn(inside: Inside, some: readonly string[]): Promise<boolean> {
  for (const collection of some) {
    // What was found out about the server stands among the checkpoints, and belongs to no project.
    const filter = collection === inside.store.checkpoint ? { '_id.project': { $exists: true } } : {}
    const look = { find: collection, filter, limit: 1, singleBatch: true }
    const found = await readAllOf(inside, inside.store.database, look)
    if (found.length > 0) return true
  }
  return false
}

async function drop(inside: Inside, some: readonly string[]): Promise<void> {
  for (const collection of some) {
    try {
      await inside.command(inside.store.database, { drop: collection, writeConcern: acknowledged })
    } catch (thrown) {
      // 26 NamespaceNotFound: it was gone.
      if (!(thrown instanceof SlipwayError) || thrown.details['code'] !== 26) throw thrown
    }
  }
}

async function remove(inside: Inside, collection: string, q: Document): Promise<void> {
  const { store, transaction } = inside
  const concern = transaction === undefined ? { writeConcern: acknowledged } : {}
  await inside.command(store.database, { delete: collection, deletes: [{ q, limit: 0 }], ...concern }, transaction)
}

/**
 * Removes all documents of a project, its history in one transaction where the server has them, and with the last project
 * the collections; the server forgets a database that holds nothing else.
 */
export async function forgetProject(
  { session, token }: Pick<Lease, 'session' | 'token'>,
  project: string,
): Promise<{ readonly whole: boolean }> {
  const inside = insideOf(session)
  const { store } = inside
  const history = async (within: Inside): Promise<void> => {
    await remove(within, store.checkpoint, { '_id.database': store.target, '_id.project': project })
    await remove(within, store.journal, { database: store.target, project, seq: { $gt: 0 } })
  }
  await session.transaction(async (transaction) => (inside.transactions ? history(insideOf(transaction)) : undefined), {
    timeouts: ownTimeouts,
    token,
  })
  if (!inside.transactions) await history(inside)
  for (const collection of [store.journal, store.beat])
    await remove(inside, collection, { _id: leaseId(inside, project), token })
  // The journal last, right before it is dropped: a lease that another project took is in it.
  if (await anyIn(inside, collections(store).toReversed())) return { whole: false }
  // The journal first: without a lease in it nobody writes any more, so that what is beside it now is all there will be.
  await drop(inside, [store.journal])
  if (await anyIn(inside, [store.checkpoint])) return { whole: false }
  await drop(inside, [store.beat, store.checkpoint])
  return { whole: store.database === store.target || (await present(inside)).size === 0 }
}
