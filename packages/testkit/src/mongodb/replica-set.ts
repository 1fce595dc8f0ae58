import type { Document } from 'mongodb'
import { setTimeout as sleep } from 'node:timers/promises'
import { EngineError } from '../engines/engine-error.ts'

/** The name of every replica set of ours. */
export const setName = 'rs0'

/**
 * Runs one command on the `admin` database of one server, whatever its role, without the driver's retries.
 *
 * @param timeout of each of its waits, in milliseconds; a server that was killed or paused does not answer.
 */
export async function runOn(url: string, command: Document, timeout = 60_000): Promise<Document> {
  const { MongoClient } = await import('mongodb')
  const client = new MongoClient(url, {
    directConnection: true,
    retryReads: false,
    retryWrites: false,
    serverSelectionTimeoutMS: timeout,
    connectTimeoutMS: timeout,
    socketTimeoutMS: timeout,
  })
  try {
    return await client.db('admin').command(command)
  } finally {
    await client.close()
  }
}

/** Makes a replica set of servers that have no data, each by the address it is to be known by. */
export async function initiate(url: string, hosts: readonly string[]): Promise<void> {
  await runOn(url, {
    replSetInitiate: {
      _id: setName,
      members: hosts.map((host, index) => ({ _id: index, host })),
      settings: { electionTimeoutMillis: 2000 },
    },
  })
}

async function takesWrites(url: string): Promise<boolean> {
  try {
    // `hello` says who the primary is before that one takes writes.
    return (await runOn(url, { hello: 1 }, 1000))['isWritablePrimary'] === true
  } catch {
    return false
  }
}

/**
 * Waits until one of the servers takes writes.
 *
 * @returns its index.
 * @throws EngineError when none did within a minute.
 */
export async function untilWritable(urls: readonly string[]): Promise<number> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const index = (await Promise.all(urls.map(takesWrites))).indexOf(true)
    if (index >= 0) return index
    await sleep(50)
  }
  throw new EngineError('No member of the replica set took writes within a minute.')
}
