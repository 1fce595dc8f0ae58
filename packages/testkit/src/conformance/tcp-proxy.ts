import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Stands between a driver and a server, and loses what it is told to lose. Knows nothing of what is said. */
export interface TcpProxy {
  readonly port: number
  /**
   * From now on passes so many pieces of one direction, holds back every later one, in both directions, and resolves when
   * the first was held back.
   */
  loseAfter(direction: 'requests' | 'answers', pieces: number): Promise<void>
  /** Ends every connection, and refuses new ones. */
  cut(): void
  /** Lets new connections through, and loses nothing of them. */
  mend(): void
  close(): Promise<void>
}

/** Opens a proxy on 127.0.0.1. */
export async function openTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const open = new Set<Socket>()
  let left: { direction: 'requests' | 'answers'; pieces: number; lost: () => void } | undefined
  let losing = false
  let refusing = false

  function passes(direction: 'requests' | 'answers'): boolean {
    if (losing) return direction === 'requests' && left?.direction === 'answers'
    if (left === undefined || left.direction !== direction) return true
    if (left.pieces > 0) {
      left.pieces -= 1
      return true
    }
    losing = true
    left.lost()
    return false
  }

  const listener = createServer((client) => {
    if (refusing) return void client.destroy()
    const server = connect(target.port, target.host)
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    }
    client.on('data', (bytes) => passes('requests') && server.write(bytes))
    server.on('data', (bytes) => passes('answers') && client.write(bytes))
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')

  function cut(): void {
    refusing = true
    for (const socket of open) socket.destroy()
  }
  return {
    port: address.port,
    loseAfter: (direction, pieces) => new Promise((lost) => (left = { direction, pieces, lost })),
    cut,
    mend() {
      refusing = false
      losing = false
      left = undefined
    },
    async close() {
      cut()
      listener.close()
    },
  }
}
