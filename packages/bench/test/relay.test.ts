import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRelay } from '../src/harness/relay.ts'

let server: Server

// Answers every line `ask N` with N bytes, says `hello` first, and sends everything else back.
beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined)
    socket.write('hello\n')
    socket.on('data', (bytes) => {
      const wanted = /^ask (\d+)\n$/.exec(bytes.toString('latin1'))?.[1]
      socket.write(wanted === undefined ? bytes : 'x'.repeat(Number(wanted)))
    })
    socket.on('end', () => socket.end('bye'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(() => void server.close())

const port = (): number => (server.address() as AddressInfo).port

async function greeted(through: number): Promise<Socket> {
  const socket = connect({ port: through, host: '127.0.0.1', noDelay: true })
  expect(String((await once(socket, 'data'))[0])).toBe('hello\n')
  return socket
}

async function answer(socket: Socket, question: string | Buffer, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let got = 0
  const all = new Promise<void>((resolve) => {
    function take(piece: Buffer): void {
      pieces.push(piece)
      got += piece.length
      if (got < bytes) return
      socket.off('data', take)
      resolve()
    }
    socket.on('data', take)
  })
  socket.write(question)
  await all
  return Buffer.concat(pieces)
}

test('counts what the client asked and the server answered, and not what it says unasked', async () => {
  await using relay = await openRelay({ port: port() })
  const socket = await greeted(relay.port)
  expect(relay.traffic()).toMatchObject({ connections: 1, roundTrips: 0, sent: 0, received: 6 })
  for (let asked = 0; asked < 7; asked += 1) await answer(socket, 'ask 100000\n', 100_000)
  expect(relay.traffic()).toEqual({ connections: 1, roundTrips: 7, busiest: 7, sent: 77, received: 700_006 })
  relay.reset()
  await answer(socket, 'ask 1\n', 1)
  expect(relay.traffic()).toEqual({ connections: 0, roundTrips: 1, busiest: 1, sent: 6, received: 1 })
  socket.destroy()
})

test('passes bytes on unchanged, more than it holds, with a delay too', async () => {
  await using relay = await openRelay({ port: port(), roundTrip: 2 })
  const socket = await greeted(relay.port)
  const bytes = Buffer.alloc(12 * 1024 * 1024)
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, at)
  const back = await answer(socket, bytes, bytes.length)
  expect(back.equals(bytes)).toBe(true)
  socket.destroy()
})

test('lets what is under way arrive before it passes the end on', async () => {
  await using relay = await openRelay({ port: port(), roundTrip: 20 })
  const socket = await greeted(relay.port)
  let rest = ''
  socket.setEncoding('latin1').on('data', (text: string) => (rest += text))
  socket.end('last words')
  await once(socket, 'close')
  expect(rest).toBe('last wordsbye')
})

test('ends the other side where one side is cut', async () => {
  await using relay = await openRelay({ port: port() })
  const socket = await greeted(relay.port)
  const taken = once(server, 'connection') as Promise<[Socket]>
  const second = await greeted(relay.port)
  const [atServer] = await taken
  second.resetAndDestroy()
  await once(atServer, 'close')
  await relay.close()
  await once(socket, 'close')
})

test('names itself in a URL in place of the server', async () => {
  await using relay = await openRelay({ port: port() })
  expect(relay.through('postgres://me:secret@db.test:5432/app?x=1')).toBe(
    `postgres://me:secret@127.0.0.1:${relay.port}/app?x=1`,
  )
})
