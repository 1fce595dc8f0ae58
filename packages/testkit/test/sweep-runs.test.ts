import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { isAlive } from '../src/engines/is-alive.ts'
import { sweepRuns } from '../src/engines/sweep-runs.ts'

const script = `
import { startMariadb, startMongodb } from ${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))}
const mongodb = await startMongodb({ version: '6.0', nodes: 1 })
const mariadb = await startMariadb({ version: '10.11' })
mariadb.pause()
console.log(JSON.stringify([[mongodb.nodes[0].pid, mongodb.dir], [mariadb.pid, mariadb.dir]]))
setInterval(() => {}, 1000)`

test('servers of a test run that was killed are ended and their data removed, paused ones too', async () => {
  const child = spawn(process.execPath, ['--conditions=slipway-dev', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const servers = JSON.parse(line) as readonly (readonly [number, string])[]
  expect(servers.map(([pid]) => isAlive(pid))).toEqual([true, true])
  child.kill('SIGKILL')
  await once(child, 'exit')
  await sweepRuns(dirname(servers[0]?.[1] ?? ''))
  for (const [pid, dir] of servers) {
    // Another test that starts a server may be sweeping these very ones.
    await expect.poll(() => isAlive(pid)).toBe(false)
    await expect.poll(() => existsSync(dir)).toBe(false)
  }
})
