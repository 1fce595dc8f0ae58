import { SlipwayError } from '@slipway/core'
import type { ServerFacts } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import type { Inside } from '../session/inside.ts'
import { readAllOf } from '../session/read-all.ts'
import { acknowledged } from '../store/prepare.ts'
import { probeCapabilities, type Capabilities } from './probe-capabilities.ts'

/** What is found holds for as long as this does. */
const fingerprint = ({ flavor, version, settings }: ServerFacts): Document => ({
  capabilities: 1,
  flavor,
  version,
  deployment: settings['deployment'] ?? '',
  setName: settings['setName'] ?? '',
  featureCompatibilityVersion: settings['featureCompatibilityVersion'] ?? '',
})

/** What an earlier deployment found out about this server; `undefined` where none did, or where it may not be read. Writes nothing. */
export async function readCapabilities(inside: Inside, server: ServerFacts): Promise<Capabilities | undefined> {
  const { store } = inside
  try {
    const [found] = await readAllOf(inside, store.database, {
      find: store.checkpoint,
      filter: { _id: fingerprint(server) },
    })
    return found?.['value'] as Capabilities | undefined
  } catch (thrown) {
    if (thrown instanceof SlipwayError && thrown.code === 'SW-PERMISSION') return undefined
    throw thrown
  }
}

/** Finds out what a server can do, and keeps it for those that only read. Needs a store that is prepared. */
export async function findCapabilities(
  inside: Inside,
  server: ServerFacts,
  cleaning: (work: Promise<unknown>) => void,
): Promise<Capabilities> {
  const { store } = inside
  const value = await probeCapabilities(inside, server, cleaning)
  if (!Object.values(value).includes('unknown')) {
    await inside.command(store.database, {
      update: store.checkpoint,
      updates: [{ q: { _id: fingerprint(server) }, u: { $set: { value }, $currentDate: { at: true } }, upsert: true }],
      writeConcern: acknowledged,
    })
  }
  return value
}
