import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** What went through a relay so far. */
export interface Traffic {
  readonly connections: number
  /** Bursts of the client that the server answered. What a server says unasked, as a greeting, is none. */
  readonly roundTrips: number
  /** Round trips of the connection that made the most: the heartbeat of a deploy lock, which beats by the clock, has its own. */
  readonly busiest: number
  /** Bytes of the client. */
  readonly sent: number
  /** Bytes of the server. */
  readonly received: number
}

/** Stands between a client and a server, counts, and delays. */
export interface Relay extends AsyncDisposable {
  readonly port: number
  /** The same URL, through the relay. */
  through(url: string): string
  traffic(): Traffic
  /** Counts from nothing again; connections that are open stay open. */
  reset(): void
  close(): Promise<void>
}

/** What a relay stands before. */
export interface RelayOptions {
  readonly host?: string
  readonly port: number
  /** What one round trip costs more, in milliseconds; half of it in each direction. Default 0. */
  readonly roundTrip?: number
  /** Round trips of connections that say this are not counted: what beats by the clock gives itself a name. */
  readonly except?: string
}

// A timer is late by up to this many milliseconds; what is left of a delay is waited for turn by turn of the event loop.
const timerSlack = 2

// Past so many bytes on their way in one direction the sender waits, as it does on a real line.
const window = 4 * 1024 * 1024

// Passes one direction on, every piece so many milliseconds after it came: pieces that follow each other do not wait for each
// other. Ends the other side when everything has arrived there.
function pass(from: Socket, to: Socket, delay: number): void {
  const underWay: { readonly bytes: Buffer | undefined; readonly due: number }[] = []
  let held = 0
  let waiting = false

  function deliver(bytes: Buffer | undefined): void {
    if (bytes === undefined) return void to.end()
    held -= bytes.length
    if (!to.destroyed && !to.write(bytes)) from.pause()
    goOn()
  }
  function goOn(): void {
    if (held < window && !to.writableNeedDrain) from.resume()
  }
  function turn(): void {
    waiting = false
    const now = performance.now()
    for (let next = underWay[0]; next !== undefined && next.due <= now; next = underWay[0]) {
      underWay.shift()
      deliver(next.bytes)
    }
    wait()
  }
  function wait(): void {
    const [next] = underWay
    if (waiting || next === undefined) return
    waiting = true
    const left = next.due - performance.now()
    if (left > timerSlack) setTimeout(turn, left - timerSlack)
    else setImmediate(turn)
  }
  function take(bytes: Buffer | undefined): void {
    held += bytes?.length ?? 0
    if (held >= window) from.pause()
    if (delay === 0) return deliver(bytes)
    underWay.push({ bytes, due: performance.now() + delay })
    wait()
  }
  from.on('data', take)
  from.on('end', () => take(undefined))
  from.on('close', () => from.readableEnded || to.destroy())
  to.on('drain', goOn)
}

/** Opens a relay on 127.0.0.1 before a server. */
export async function openRelay({ host = '127.0.0.1', port, roundTrip = 0, except }: RelayOptions): Promise<Relay> {
  const open = new Set<Socket>()
  const count = { connections: 0, sent: 0, received: 0 }
  const trips = new Map<Socket, number>()

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ host, port, noDelay: true, allowHalfOpen: true })
    let asked = false
    let counts = true
    count.connections += 1
    client.on('data', (bytes) => {
      count.sent += bytes.length
      asked = true
      if (except !== undefined && bytes.includes(except)) counts = false
    })
    server.on('data', (bytes) => {
      count.received += bytes.length
      if (asked && counts) trips.set(client, (trips.get(client) ?? 0) + 1)
      asked = false
    })
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(from)
      pass(from, to, roundTrip / 2)
      from.on('error', () => to.destroy())
      from.on('close', () => open.delete(from))
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.')
  const own = address.port

  async function close(): Promise<void> {
    const closed = listener.listening ? once(listener, 'close') : undefined
    listener.close()
    for (const socket of open) socket.destroy()
    await closed
  }
  return {
    port: own,
    through(url) {
      const through = new URL(url)
      through.hostname = '127.0.0.1'
      through.port = String(own)
      return through.href
    },
    traffic: () => {
      const each = [...trips.values()]
      return { ...count, roundTrips: each.reduce((sum, one) => sum + one, 0), busiest: Math.max(0, ...each) }
    },
    reset() {
      Object.assign(count, { connections: 0, sent: 0, received: 0 })
      trips.clear()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
