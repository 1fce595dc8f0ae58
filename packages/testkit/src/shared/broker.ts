import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { startPostgres, type PostgresServer } from '../postgres/start-postgres.ts'
import type { PostgresVersion } from '../postgres/postgres-version.ts'

/** Starts a server of each version when it is first asked for, and ends them all together. */
export interface Broker {
  /** Where processes of this test run ask; holds a secret, so that nobody else does. */
  readonly url: string
  close(): Promise<void>
}

/** Opens a {@link Broker} on 127.0.0.1. */
export async function openBroker(): Promise<Broker> {
  const secret = randomBytes(12).toString('hex')
  const started = new Map<PostgresVersion, Promise<PostgresServer>>()

  function serverOf(version: PostgresVersion): Promise<PostgresServer> {
    const server = started.get(version) ?? startPostgres({ version })
    started.set(version, server)
    return server
  }

  const listener = createServer((request, response) => {
    const [, given, version] = (request.url ?? '').split('/')
    if (given !== secret) return void response.writeHead(403).end()
    serverOf(Number(version) as PostgresVersion).then(
      (server) => response.end(server.url),
      (error: unknown) => response.writeHead(500).end(String(error)),
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
