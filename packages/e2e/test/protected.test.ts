import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, history, openWorkspace, planRollback, redo, rollback } from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-protected-'))
  await mkdir(join(folder, 'migrations'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a protected target refuses redo and rollback --missing, and an open one undoes what has no file', async () => {
  const file = join(folder, 'migrations', 'V1__a.sql')
  await writeFile(file, 'CREATE TABLE a (n int);')
  const driver = pglite({})
  const adapter = sql({ locations: 'migrations' })
  const config = { targets: { production: { driver, adapter, protected: true }, development: { driver, adapter } } }
  const open = async (target: string) =>
    (await openWorkspace(config, { target, environment: environment(folder) })).workspace
  const production = await open('production')
  await apply(production)
  await rm(file)
  const before = (await history(production)).entries.length
  const refused = { code: 'SW-PROTECTED', message: expect.stringContaining('Nothing was changed.') as unknown }
  await expect(redo(production)).rejects.toMatchObject(refused)
  await expect(planRollback(production, { missing: true })).rejects.toMatchObject(refused)
  await expect(rollback(production, { missing: true })).rejects.toMatchObject(refused)
  expect((await history(production)).entries.length).toBe(before)

  const development = await open('development')
  expect(await rollback(development, { missing: true })).toMatchObject({
    status: 'reverted',
    migrations: [{ id: 'V1' }],
  })
})
