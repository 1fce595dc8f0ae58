import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pglite } from '../src/index.ts'

let place: string
let directory: string

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'slipway-pglite-'))
  directory = join(place, 'db')
})
afterEach(() => rm(place, { recursive: true, force: true }))

async function rowsOf(path: string): Promise<readonly unknown[]> {
  const session = await pglite({ directory: path }).connect()
  try {
    return (await session.execute({ text: 'SELECT x FROM a' })).rows
  } finally {
    await session.close()
  }
}

const untilClosed = () => expect.poll(() => readdir(place)).not.toContain('db.lock')

test('what is committed is there in the next process, with the same identity', async () => {
  const first = pglite({ directory })
  const session = await first.connect()
  await session.execute({ text: 'CREATE TABLE a (x int8); INSERT INTO a VALUES (7), (9007199254740993)' })
  const identity = await first.identify(session)
  await session.close()
  await untilClosed()
  const second = pglite({ directory })
  const again = await second.connect()
  expect((await again.execute({ text: 'SELECT x FROM a' })).rows).toEqual([{ x: 7 }, { x: '9007199254740993' }])
  expect(await second.identify(again)).toEqual(identity)
  await again.close()
  await untilClosed()
})

test('another process is kept out, and its death lets us in', async () => {
  const script = fileURLToPath(new URL('./fixtures/hold-directory.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=slipway-dev', script], {
    env: { ...process.env, HOLD_DIRECTORY: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  try {
    await once(child.stdout, 'data')
    await expect(rowsOf(directory)).rejects.toMatchObject({
      code: 'SW-DIRECTORY-LOCKED',
      message: expect.stringContaining(`process ${child.pid}`),
    })
  } finally {
    child.kill('SIGKILL')
    await ended
  }
  const drivers = [pglite({ directory }), pglite({ directory }), pglite({ directory })]
  const outcomes = await Promise.allSettled(drivers.map((driver) => driver.connect()))
  const sessions = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  expect(sessions).toHaveLength(1)
  expect((await sessions[0]?.execute({ text: 'SELECT x FROM a' }))?.rows).toEqual([{ x: 1 }])
  await sessions[0]?.close()
  await untilClosed()
  expect(await readdir(place)).toEqual(['db'])
})

test('a process of the same number that began later is not the holder', async () => {
  await writeFile(
    `${directory}.lock`,
    JSON.stringify({ pid: process.pid, start: 'long ago', host: (await import('node:os')).hostname() }),
  )
  const session = await pglite({ directory }).connect()
  await session.close()
  await untilClosed()
})

test('a broken image is replaced', async () => {
  const cache = join(place, 'cache')
  const first = await pglite({ cache }).connect()
  await first.close()
  const [image = ''] = await readdir(cache)
  expect(image).toMatch(/^pglite-[\d.]+\.tar\.gz$/)
  await writeFile(join(cache, image), 'not an image')
  for (const turn of ['from nothing', 'from the new image']) {
    const session = await pglite({ cache }).connect()
    expect((await session.execute({ text: 'SELECT $1 AS turn', params: [turn] })).rows).toEqual([{ turn }])
  }
  expect(await readdir(cache)).toEqual([image])
})

test('a process that forgets it ends all the same', async () => {
  const script = `
    const { pglite } = await import('@slipway/driver-pglite')
    const session = await pglite().connect()
    await session.execute({ text: 'SELECT 1' })
  `
  const child = spawn(process.execPath, ['--conditions=slipway-dev', '--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
  })
  expect(await once(child, 'exit')).toEqual([0, null])
})
