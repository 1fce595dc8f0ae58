import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { frontendMessages, type FrontendMessage } from './frontend-messages.ts'

/** A point in a conversation between a client and the server. */
export interface Moment {
  /** Found in a message of the client. */
  readonly match: RegExp
  /** Found in an earlier message of the same connection: `match` counts only after it. */
  readonly after?: RegExp
  /** `request`: the server has not seen it yet · `answer`: the server has done it and the client does not know. */
  readonly at: 'request' | 'answer'
}

/** A moment that has come: the connection stands still there. */
export interface Held {
  /** Lets the conversation go on. */
  release(): void
  /** Ends both sides: what was held back is never delivered. */
  cut(): void
  /** Ends the client's side at once; the server's side stays open until {@link Held.cut}. */
  orphan(): void
}

/** Stands between clients and a server on 127.0.0.1, and holds a connection still at a chosen moment. */
export interface Proxy extends AsyncDisposable {
  readonly port: number
  /** The URL that reaches through the proxy what `url` reaches directly. */
  through(url: string): string
  /** Resolves when the moment comes, once. */
  hold(moment: Moment): Promise<Held>
  close(): Promise<void>
}

interface Trap {
  readonly moment: Moment
  readonly seen: (held: Held) => void
}

/** How a proxy reads a conversation. */
export interface Protocol {
  /** Starts to cut what one client sends into messages. */
  messages(): { take(chunk: Buffer): readonly { readonly bytes: Buffer; readonly text: string }[] }
  /** Whether the server has done what the last message asked for, when it says this. */
  answered(chunk: Buffer): boolean
}

type Message = Pick<FrontendMessage, 'bytes' | 'text'>

const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5])

/** PostgreSQL: an answer ends with the server's being ready for the next query. */
export const postgresProtocol: Protocol = {
  messages: frontendMessages,
  answered: (chunk) => chunk.subarray(-6, -1).compare(readyForQuery) === 0,
}

function conversation(client: Socket, server: Socket, traps: Set<Trap>, protocol: Protocol): void {
  const messages = protocol.messages()
  const passed: Trap[] = []
  let holdAnswer: Trap | undefined
  let held = false
  let waiting: { readonly to: Socket; readonly bytes: Buffer }[] = []

  const standStill = (trap: Trap): void => {
    held = true
    trap.seen({
      release: () => {
        held = false
        const late = waiting
        waiting = []
        for (const { to, bytes } of late) to.write(bytes)
      },
      cut: () => {
        client.destroy()
        server.destroy()
      },
      orphan: () => client.destroy(),
    })
  }

  function forward(message: Message): void {
    const due = held ? undefined : dueTrap(message)
    if (due?.moment.at === 'request') standStill(due)
    if (held) waiting.push({ to: server, bytes: message.bytes })
    else server.write(message.bytes)
    if (due?.moment.at === 'answer') holdAnswer = due
  }

  function dueTrap(message: Message): Trap | undefined {
    for (const trap of traps) {
      const { after, match } = trap.moment
      if ((after === undefined || passed.includes(trap)) && match.test(message.text)) {
        traps.delete(trap)
        return trap
      }
      if (after?.test(message.text) === true) passed.push(trap)
    }
    return undefined
  }

  client.on('data', (chunk) => {
    for (const message of messages.take(chunk)) forward(message)
  })
  server.on('data', (chunk) => {
    if (held || holdAnswer !== undefined) waiting.push({ to: client, bytes: chunk })
    else client.write(chunk)
    if (holdAnswer === undefined || !protocol.answered(chunk)) return
    standStill(holdAnswer)
    holdAnswer = undefined
  })
  // A side that ends takes the other one with it, except where a strike holds the conversation.
  client.on('close', () => held || server.destroy())
  server.on('close', () => client.destroy())
  for (const socket of [client, server]) socket.on('error', () => undefined)
}

/** Opens a proxy in front of a port on 127.0.0.1. */
export async function openProxy(target: number, protocol: Protocol): Promise<Proxy> {
  const traps = new Set<Trap>()
  const open = new Set<Socket>()
  const listener = createServer((client) => {
    const server = connect(target, '127.0.0.1')
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    }
    conversation(client, server, traps, protocol)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  const { port } = address

  async function close(): Promise<void> {
    listener.close()
    for (const socket of open) socket.destroy()
  }
  return {
    port,
    through(url) {
      const proxied = new URL(url)
      proxied.port = String(port)
      return proxied.href
    },
    hold: (moment) => new Promise<Held>((seen) => traps.add({ moment, seen })),
    close,
    [Symbol.asyncDispose]: close,
  }
}
