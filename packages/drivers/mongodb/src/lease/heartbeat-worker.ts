import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { MongoClient, type Document, type MongoClientOptions } from 'mongodb'

/** What the heartbeat is given. It travels in memory, since it holds a password. */
export interface HeartbeatOrder {
  readonly url: string
  readonly client: MongoClientOptions
  readonly database: string
  readonly collection: string
  /** Whose counter it moves, as long as its token is this one. */
  readonly lease: Document
  readonly token: number
  /** Milliseconds between beats. */
  readonly every: number
}

/** What it tells: each message is about the last beat. */
export type HeartbeatNews = 'alive' | 'lost' | 'failed'

const order = workerData as HeartbeatOrder
let client: MongoClient | undefined
const stopping = new AbortController()

const tell = (news: HeartbeatNews): void => parentPort?.postMessage(news)

async function connected(): Promise<MongoClient> {
  client ??= new MongoClient(order.url, {
    ...order.client,
    maxPoolSize: 1,
    socketTimeoutMS: 5_000,
    serverSelectionTimeoutMS: 5_000,
  })
  await client.connect()
  return client
}

async function beat(): Promise<void> {
  try {
    const update = { q: { _id: order.lease, token: order.token }, u: { $inc: { beat: 1 } } }
    const answer = await (
      await connected()
    )
      .db(order.database)
      .command({ update: order.collection, updates: [update], writeConcern: { w: 'majority', wtimeout: 5_000 } })
    const still = Number(answer['n']) === 1
    tell(still ? 'alive' : 'lost')
    if (!still) stop()
  } catch {
    tell('failed')
  }
}

function stop(): void {
  stopping.abort()
  parentPort?.close()
  void client?.close().catch(() => undefined)
}

parentPort?.on('message', stop)
while (!stopping.signal.aborted) {
  await beat()
  await sleep(order.every, undefined, { signal: stopping.signal }).catch(() => undefined)
}
