import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { wantedAt } from './server-choice.ts'
import { startWanted, type StartedServer } from './start-wanted.ts'

/** Starts a server of each kind when it is first asked for, and ends them all together. */
export interface Broker {
  /** Where processes of this test run ask; holds a secret, so that nobody else does. */
  readonly url: string
  close(): Promise<void>
}

/** Opens a {@link Broker} on 127.0.0.1. */
export async function openBroker(): Promise<Broker> {
  const secret = randomBytes(12).toString('hex')
  const started = new Map<string, Promise<StartedServer>>()

  async function serverOf(path: string, local: boolean): Promise<StartedServer> {
    const key = `${path}${local ? '?local' : ''}`
    const server = started.get(key) ?? startWanted(wantedAt(path), local)
    started.set(key, server)
    return server
  }

  const listener = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://broker')
    const [, given, ...path] = pathname.split('/')
    if (given !== secret) return void response.writeHead(403).end()
    serverOf(path.join('/'), searchParams.has('local')).then(
      (server) => response.end(server.url),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The broker has no port')

  return {
    url: `http://127.0.0.1:${address.port}/${secret}`,
    async close(): Promise<void> {
      listener.close()
      listener.closeAllConnections()
      const ended = await Promise.allSettled(started.values())
      await Promise.all(ended.map((result) => (result.status === 'fulfilled' ? result.value.stop() : undefined)))
    },
  }
}
