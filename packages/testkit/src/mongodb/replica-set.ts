import type { Document, MongoClient } from 'mongodb'
import { setTimeout as sleep } from 'node:timers/promises'

/** The name of every replica set of ours. */
export const setName = 'rs0'

/** A client of one server, whatever its role, without the driver's retries. */
export async function directClient(url: string): Promise<MongoClient> {
  const { MongoClient } = await import('mongodb')
  return new MongoClient(url, { directConnection: true, retryReads: false, retryWrites: false })
}

/** Runs one command on the `admin` database of one server. */
export async function runOn(url: string, command: Document): Promise<Document> {
  const client = await directClient(url)
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

/**
 * Waits until one of the servers takes writes.
 *
 * @returns its index.
 * @throws what the last one said, when none did within a minute.
 */
export async function untilWritable(urls: readonly string[]): Promise<number> {
  const deadline = Date.now() + 60_000
  for (;;) {
    let last: unknown = new Error('No member of the replica set takes writes')
    for (const [index, url] of urls.entries()) {
      try {
        // `hello` says who the primary is before that one takes writes.
        if ((await runOn(url, { hello: 1 }))['isWritablePrimary'] === true) return index
      } catch (error) {
        last = error
      }
    }
    if (Date.now() > deadline) throw last
    await sleep(50)
  }
}
