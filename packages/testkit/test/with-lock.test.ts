import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-lock-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const script = `
import { appendFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { withLock } from ${JSON.stringify(join(import.meta.dirname, '../src/engines/with-lock.ts'))}
const [lock, log] = process.argv.slice(1)
await withLock(lock, async () => {
  await appendFile(log, 'in ')
  await sleep(50)
  await appendFile(log, 'out ')
})`

test('processes go through one at a time, also past a lock whose holder died, and leave nothing', async () => {
  const gone = spawn(process.execPath, ['-e', ''])
  await once(gone, 'exit')
  const lock = join(folder, 'lock')
  const log = join(folder, 'log')
  await writeFile(lock, String(gone.pid))
  await writeFile(log, '')
  const children = [1, 2, 3, 4].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', script, lock, log], { stdio: 'ignore' }),
  )
  const codes = await Promise.all(children.map(async (child) => ((await once(child, 'exit')) as [number])[0]))
  expect(codes).toEqual([0, 0, 0, 0])
  expect(await readFile(log, 'utf8')).toBe('in out '.repeat(4))
  expect(await readdir(folder)).toEqual(['log'])
})
