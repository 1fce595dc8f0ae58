import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { applyRelease, openRelease, type ReleaseWorkspace, type SlipwayConfig } from '@slipway/core'
import { pglite } from '@slipway/driver-pglite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import declared from '../slipway.config.ts'

const example = fileURLToPath(new URL('../', import.meta.url))
const names = ['catalog', 'orders']
let folder: string
let release: ReleaseWorkspace

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-several-'))
  for (const name of names) await cp(join(example, name), join(folder, name), { recursive: true })
  const targets = names.map((name) => [name, { driver: pglite({}), adapter: sql({ locations: name }) }] as const)
  const config: SlipwayConfig = { ...declared, targets: Object.fromEntries(targets) }
  release = (await openRelease(config, { environment: environment(folder), release: 'shop' })).workspace
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Which stores have the price. */
async function priced(): Promise<readonly string[]> {
  const found: string[] = []
  for (const { target, driver } of release.participants) {
    const session = await driver.connect()
    const { objects } = await session.inspect()
    await session.close()
    if (Object.keys(objects).some((id) => id.endsWith('.price_in_cents'))) found.push(target)
  }
  return found
}

test('both stores have the price, or none has', async () => {
  await writeFile(join(folder, 'orders/V2__price_in_cents.sql'), 'ALTER TABLE order_lines ADD COLUMN price int;\n')
  await expect(applyRelease(release)).rejects.toMatchObject({ code: 'SW-RELEASE-REVERTED' })
  expect(await priced()).toEqual([])

  await cp(join(example, 'orders'), join(folder, 'orders'), { recursive: true })
  expect(await applyRelease(release)).toMatchObject({ status: 'applied', number: 2 })
  expect(await priced()).toEqual(names)
})
