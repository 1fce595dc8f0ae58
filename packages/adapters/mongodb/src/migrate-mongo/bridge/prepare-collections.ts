import { SlipwayError } from '@slipway/core'
import type { BridgeContext, Json } from '@slipway/core/plugin'
import type { Settings } from '../settings.ts'
import { existing } from './collections.ts'
import { command } from './command.ts'

/**
 * Makes the collections that are missing, before a transaction needs them: one that a transaction has to make waits for a
 * lock that it may not wait for. The lock's index is the one of lib/utils/lock.js.
 */
export async function prepareCollections({ session }: BridgeContext, { changelog, lock }: Settings): Promise<void> {
  const wanted = [changelog, ...(lock === undefined ? [] : [lock.collection])]
  const there = await existing(session, wanted)
  for (const name of wanted) if (!there.has(name)) await make(session, name)
  if (lock?.ttl === undefined || there.has(lock.collection)) return
  const index: Json = { key: { createdAt: 1 }, name: 'createdAt_1', expireAfterSeconds: lock.ttl }
  await session.execute(command({ createIndexes: lock.collection, indexes: [index] }))
}

async function make(session: BridgeContext['session'], name: string): Promise<void> {
  try {
    await session.execute(command({ create: name }))
  } catch (thrown) {
    // 48 NamespaceExists: another process was faster.
    if (!(thrown instanceof SlipwayError) || thrown.details['code'] !== 48) throw thrown
  }
}
