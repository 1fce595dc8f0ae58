import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, openWorkspace, plan, rollback } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mostOf } from '../../src/budgets.ts'
import { openRelay, type Relay } from '../../src/harness/relay.ts'

let folder: string
let database: FreshDatabase
let relay: Relay

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-budget-'))
  database = await freshDatabase(await sharedPostgres(15))
  relay = await openRelay({ port: Number(new URL(database.url).port) })
})
afterEach(async () => {
  await relay.close()
  await database.drop()
  await rm(folder, { recursive: true })
})

async function write(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) {
    const id = String(number).padStart(4, '0')
    const up = `CREATE TABLE t_${id} (id bigint PRIMARY KEY, name text);\nCREATE INDEX ON t_${id} (name);\nCOMMENT ON TABLE t_${id} IS 'of ${id}';\n`
    await writeFile(join(folder, `V${id}__t.sql`), up)
    await writeFile(join(folder, `U${id}__t.sql`), `DROP TABLE t_${id};\n`)
  }
}

async function roundTripsOf(run: () => Promise<unknown>): Promise<number> {
  relay.reset()
  await run()
  return relay.traffic().busiest
}

test('a transactional migration takes one round trip, there and back', async () => {
  const config = { driver: postgres({ url: relay.through(database.url) }), adapter: sql({ locations: [folder] }) }
  const { workspace, close } = await openWorkspace(config, { environment: environment(folder) })
  const few = 5
  const many = 25

  // The first one makes Slipway's own tables.
  await write(0, 1)
  await apply(workspace)
  await write(1, 1 + few)
  const applyFew = await roundTripsOf(() => apply(workspace))
  await write(1 + few, 1 + few + many)
  const applyMany = await roundTripsOf(() => apply(workspace))
  const applyNothing = await roundTripsOf(() => apply(workspace))
  const planNothing = await roundTripsOf(() => plan(workspace))
  const undoMany = await roundTripsOf(() => rollback(workspace, { batch: 3 }))
  const undoFew = await roundTripsOf(() => rollback(workspace, { batch: 2 }))
  await close()

  expect((applyMany - applyFew) / (many - few)).toBeLessThanOrEqual(mostOf('postgres.apply.roundTrips'))
  expect((undoMany - undoFew) / (many - few)).toBeLessThanOrEqual(mostOf('postgres.rollback.roundTrips'))
  expect(undoMany - many).toBeLessThanOrEqual(mostOf('postgres.rollback.fixed'))
  expect(applyMany - many).toBeLessThanOrEqual(mostOf('postgres.apply.fixed'))
  expect(applyNothing).toBeLessThanOrEqual(mostOf('postgres.apply.nothing'))
  expect(planNothing).toBeLessThanOrEqual(mostOf('postgres.plan.nothing'))
})
