import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, openWorkspace, planRollback, rollback, type Driver, type Workspace } from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { postgres } from '@slipway/driver-postgres'
import { rehearse } from '@slipway/rehearsal'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { describe, expect, test } from 'vitest'

const folder = new URL('../', import.meta.url)

async function open(driver: Driver): Promise<Workspace> {
  const config = { driver, adapter: sql({ locations: 'migrations' }) }
  const { workspace } = await openWorkspace(config, { environment: environment(fileURLToPath(folder)) })
  return workspace
}

async function schemaText(driver: Driver): Promise<string> {
  const session = await driver.connect()
  try {
    const { objects } = await session.inspect()
    return `${Object.entries(objects)
      .filter(([id]) => !/^(owner|grant):/.test(id))
      .map(([id, { definition }]) => `${id}  ${definition}`)
      .join('\n')}\n`
  } finally {
    await session.close()
  }
}

async function upAndDown(driver: Driver): Promise<void> {
  const workspace = await open(driver)
  expect((await apply(workspace)).migrations.map(({ id }) => id)).toEqual(['V20260105_001', 'V20260122_001'])
  expect(await schemaText(driver)).toBe(await readFile(new URL('schema/after.txt', folder), 'utf8'))
  const { plan } = await planRollback(workspace, { count: 1 })
  expect((await rollback(workspace, { plan })).status).toBe('reverted')
  expect(await schemaText(driver)).toBe(await readFile(new URL('schema/before.txt', folder), 'utf8'))
}

describe('orders get a status, and lose it again', () => {
  test('on PGlite', async () => upAndDown(pglite({})))

  test.each([13, 15, 18] as const)('on PostgreSQL %i', async (version) => {
    const database = await freshDatabase(await sharedPostgres(version))
    await upAndDown(postgres({ url: database.url }))
    await database.drop()
  })

  test('rehearsed: the rollback is proved exact, with rows present', async () => {
    const workspace = await open(pglite({}))
    const report = await rehearse(workspace, { migrations: ['V20260122_001'] })
    expect(report.failures).toEqual([])
    expect(report.proofs.map(({ class: proved }) => proved)).toContain('exact')
  })
})
