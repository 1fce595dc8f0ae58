import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { Client, type ClientConfig } from 'pg'

/** What the heartbeat is given. It travels in memory, since it holds a password. */
export interface HeartbeatOrder {
  readonly config: ClientConfig
  /** Sent once after each connect. */
  readonly begin: readonly string[]
  /** Moves the counter and names its own session; touches no row once the token is another. */
  readonly beat: string
  readonly params: readonly string[]
  /** Milliseconds between beats. */
  readonly every: number
}

/** What it tells: each message is about the last beat. */
export type HeartbeatNews = 'alive' | 'lost' | 'failed'

const order = workerData as HeartbeatOrder
let client: Client | undefined
const stopping = new AbortController()

const tell = (news: HeartbeatNews): void => parentPort?.postMessage(news)

async function connected(): Promise<Client> {
  if (client !== undefined) return client
  const fresh = new Client({ ...order.config, query_timeout: 5_000, connectionTimeoutMillis: 5_000 })
  fresh.on('error', () => drop(fresh))
  await fresh.connect()
  for (const statement of order.begin) await fresh.query(statement)
  client = fresh
  return fresh
}

function drop(gone: Client | undefined): void {
  if (client === gone) client = undefined
  void gone?.end().catch(() => undefined)
}

async function beat(): Promise<void> {
  try {
    const { rowCount } = await (await connected()).query(order.beat, [...order.params])
    tell(rowCount === 1 ? 'alive' : 'lost')
    if (rowCount !== 1) stop()
  } catch {
    drop(client)
    tell('failed')
  }
}

function stop(): void {
  stopping.abort()
  parentPort?.close()
  void client?.end().catch(() => undefined)
}

parentPort?.on('message', stop)
while (!stopping.signal.aborted) {
  await beat()
  await sleep(order.every, undefined, { signal: stopping.signal }).catch(() => undefined)
}
