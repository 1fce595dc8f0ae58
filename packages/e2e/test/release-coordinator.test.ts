import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { applyRelease, openRelease, releaseStatus, resumeRelease, type ReleaseWorkspace } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, isFullRun, sharedPostgres, startPostgres, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { query } from '../src/query.ts'
import { tellingPoints } from '../src/release/points.ts'

let folder: string
let own: PostgresServer

beforeAll(async () => {
  own = await startPostgres({ version: 15, fsync: true })
  folder = await mkdtemp(join(tmpdir(), 'slipway-coordinator-'))
  for (const name of ['catalog', 'orders', 'record']) {
    await mkdir(join(folder, name))
    if (name !== 'record') await writeFile(join(folder, name, 'V1__made.sql'), 'CREATE TABLE made (n int);\n')
  }
})
afterAll(async () => {
  await own?.stop()
  await rm(folder, { recursive: true, force: true })
})

const timeouts = { lease: 20_000 }

/** A release over two living servers whose record is in a third, which dies right after so many points. */
async function strike(dies: number): Promise<{ readonly died: boolean }> {
  await using catalog = await freshDatabase(await sharedPostgres(15))
  await using orders = await freshDatabase(await sharedPostgres(15))
  await using record = await freshDatabase(own)
  let points = 0
  let killing: Promise<void> | undefined
  const open = async (disturbed: boolean): Promise<ReleaseWorkspace> => {
    const store = (name: string, url: string) => {
      const driver = postgres({ url })
      const told = tellingPoints(driver, name, async () => {
        points += 1
        if (points === dies) await (killing = own.kill9())
      })
      return { driver: disturbed ? told : driver, adapter: sql({ locations: name }), timeouts }
    }
    const config = {
      targets: {
        catalog: store('catalog', catalog.url),
        orders: store('orders', orders.url),
        record: store('record', record.url),
      },
      releases: { shop: { targets: ['catalog', 'orders'], coordinator: 'record' } },
    }
    return (await openRelease(config, { environment: environment(folder), release: 'shop' })).workspace
  }
  const made = async (): Promise<readonly boolean[]> =>
    Promise.all(
      [catalog, orders].map(async ({ url }) => {
        const [found] = await query(url, `SELECT to_regclass('made') IS NOT NULL AS there`)
        return found?.['there'] === true
      }),
    )

  const ended = await applyRelease(await open(true)).catch((error: unknown) => error)
  if (killing === undefined) return { died: false }
  const before = await made()
  await own.restart()
  // What a store had begun may have ended; nothing went on to the next one.
  expect(await made()).toEqual(before)
  const { last } = await releaseStatus(await open(false))
  if (last?.status === 'open') {
    expect(ended).toMatchObject({ code: 'SW-RELEASE-COORDINATOR' })
    if (before[1]) expect(before[0]).toBe(true)
    expect(await resumeRelease(await open(false))).toMatchObject({ status: 'applied' })
  } else if (!last) {
    expect(before).toEqual([false, false])
    expect(await applyRelease(await open(false))).toMatchObject({ status: 'applied' })
  }
  expect(await made()).toEqual([true, true])
  expect(await releaseStatus(await open(false))).toMatchObject({ last: { status: 'applied' }, disagreements: [] })
  return { died: true }
}

test('the store with the record dies at every point: the others stop, and resume finds the one way on', async () => {
  let dies = 1
  // Every point in a full run, every second one otherwise.
  while ((await strike(dies)).died) dies += isFullRun(process.env) ? 1 : 2
  expect(dies).toBeGreaterThan(10)
})
