import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, openWorkspace, planRollback, rollback, status } from '@slipway/core'
import { rehearse } from '@slipway/rehearsal'
import { afterAll, expect, test } from 'vitest'
import { sqlite } from '../src/driver/sqlite.ts'

const folder = await mkdtemp(join(tmpdir(), 'slipway-sqlite-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('migrations go up, are proved, and go down by reverses that nobody wrote', async () => {
  const driver = sqlite({ file: join(folder, 'shop.db') })
  const config = { driver, adapter: sql({ locations: 'migrations' }) }
  const cwd = fileURLToPath(new URL('../', import.meta.url))
  const { workspace } = await openWorkspace(config, { environment: environment(cwd) })
  expect((await rehearse(workspace, {})).failures).toEqual([])

  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V1', 'V2'])
  const session = await driver.connect()
  expect(Object.keys((await session.inspect()).objects)).toEqual([
    'index:orders_by_customer',
    'table:orders',
    'trigger:orders_total',
  ])
  expect((await session.execute({ text: 'SELECT status FROM orders LIMIT 1' })).rows).toEqual([{ status: 'new' }])

  const { plan } = await planRollback(workspace, { count: 1 })
  expect((await rollback(workspace, { plan })).status).toBe('reverted')
  expect(Object.keys((await session.inspect()).objects)).toEqual(['index:orders_by_customer', 'table:orders'])
  expect(await session.countRows(['table:orders'])).toEqual({ 'table:orders': 2 })
  await session.close()
  expect((await status(workspace)).migrations.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'V1 applied',
    'V2 pending',
  ])
})
