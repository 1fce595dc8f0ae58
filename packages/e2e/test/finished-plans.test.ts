import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, history, openWorkspace, plan, planRollback, rollback, status, type Workspace } from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
let workspace: Workspace

const states = async (): Promise<readonly string[]> => (await status(workspace)).migrations.map(({ state }) => state)
const entries = async (): Promise<number> => (await history(workspace)).entries.length

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-finished-'))
  await mkdir(join(folder, 'migrations'))
  await writeFile(join(folder, 'migrations', 'V1__a.sql'), 'CREATE TABLE a (n int);')
  const config = { driver: pglite({}), adapter: sql({ locations: 'migrations' }) }
  workspace = (await openWorkspace(config, { environment: environment(folder) })).workspace
})
afterEach(() => rm(folder, { recursive: true }))

test('a plan file that was done is met again as done: nothing runs twice, nothing is refused', async () => {
  const planned = (await plan(workspace)).plan
  const first = await apply(workspace, { plan: planned })
  const before = await entries()
  expect(await apply(workspace, { plan: planned })).toMatchObject({ status: 'applied', run: first.run, batch: 1 })
  expect(await entries()).toBe(before)
})

test('the same rollback plan undoes each life once, and is never taken for done while there is one to undo', async () => {
  await apply(workspace)
  const undo = (await planRollback(workspace)).plan
  await rollback(workspace, { plan: undo })
  const before = await entries()
  expect(await rollback(workspace, { plan: undo })).toMatchObject({ status: 'reverted' })
  expect([await states(), await entries()]).toEqual([['pending'], before])

  await apply(workspace)
  const again = (await planRollback(workspace)).plan
  expect(again.hash).toBe(undo.hash)
  await rollback(workspace, { plan: again })
  expect(await states()).toEqual(['pending'])
  expect(await entries()).toBeGreaterThan(before)
})
