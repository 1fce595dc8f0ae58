import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createConnection, type Connection, type ConnectionOptions, type ResultSetHeader } from 'mysql2/promise'

/** What the heartbeat is given. It travels in memory, since it holds a password. */
export interface HeartbeatOrder {
  readonly config: ConnectionOptions
  /** Sent once after each connect. */
  readonly begin: readonly string[]
  /** Moves the counter; touches no row once the token is another. The first parameter is the session's own number. */
  readonly beat: string
  readonly params: readonly string[]
  /** Milliseconds between beats. */
  readonly every: number
}

/** What it tells: each message is about the last beat. */
export type HeartbeatNews = 'alive' | 'lost' | 'failed'

const order = workerData as HeartbeatOrder
let client: Connection | undefined
const stopping = new AbortController()

const tell = (news: HeartbeatNews): void => parentPort?.postMessage(news)

async function connected(): Promise<Connection> {
  if (client !== undefined) return client
  const fresh = await createConnection({ ...order.config, connectTimeout: 5_000 })
  fresh.on('error', () => drop(fresh))
  for (const statement of order.begin) await fresh.query(statement)
  client = fresh
  return fresh
}

function drop(gone: Connection | undefined): void {
  if (client === gone) client = undefined
  gone?.destroy()
}

async function beat(): Promise<void> {
  try {
    const connection = await connected()
    const params = [String(connection.threadId), ...order.params]
    const answer = connection.execute<ResultSetHeader>(order.beat, params)
    const silent = sleep(5_000, undefined, { ref: false }).then(() => {
      throw new Error('no answer')
    })
    const [{ affectedRows }] = await Promise.race([answer, silent])
    tell(affectedRows === 1 ? 'alive' : 'lost')
    if (affectedRows !== 1) stop()
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
