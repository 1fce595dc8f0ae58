import { once } from 'node:events'
import { connect } from 'node:net'
import type { Client } from 'pg'

/**
 * Asks whoever a client is connected to, by the protocol's own message, to cancel what the client runs. A pooler passes
 * it on to the right server session. No answer is ever given.
 */
export async function sendCancel(client: Client): Promise<void> {
  const { processID, secretKey } = client as unknown as { readonly processID: number; readonly secretKey: number }
  const message = Buffer.alloc(16)
  message.writeInt32BE(16, 0)
  message.writeInt32BE(80_877_102, 4)
  message.writeInt32BE(processID, 8)
  message.writeInt32BE(secretKey, 12)
  const socket = client.host.startsWith('/')
    ? connect(`${client.host}/.s.PGSQL.${client.port}`)
    : connect(client.port, client.host)
  socket.on('error', () => socket.destroy())
  socket.setTimeout(5_000, () => socket.destroy())
  // Whoever closes first ends it: PgBouncer 1.18 breaks down when we hang up before it has passed the message on.
  socket.write(message)
  socket.resume()
  await once(socket, 'close')
}
