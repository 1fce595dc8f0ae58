import fs from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, openWorkspace, status, type Workspace } from '@slipway/core'
import type { Dialect } from '@slipway/core/plugin'
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
    await writeFile(join(folder, `V${id}__t.sql`), `CREATE TABLE t_${id} (id bigint PRIMARY KEY);\n`)
    await writeFile(join(folder, `U${id}__t.sql`), `DROP TABLE t_${id};\n`)
  }
}

/** What one command costs. */
interface Spent {
  readonly roundTrips: number
  /** Calls that take the grammar, and loading it. */
  readonly parsed: number
  /** Files of the project that were opened. */
  readonly opened: number
}

const grammatical = ['load', 'split', 'analyze', 'reverse', 'probed', 'probe'] as const

async function spentBy(run: (workspace: Workspace) => Promise<unknown>): Promise<Spent> {
  let parsed = 0
  let opened = 0
  const driver = postgres({ url: relay.through(database.url) })
  const counted = (dialect: Dialect): Dialect => {
    const calls = grammatical.map((name) => [
      name,
      (...given: never[]) => {
        parsed += 1
        return (dialect[name] as ((...args: never[]) => unknown) | undefined)?.(...given)
      },
    ])
    return { ...dialect, ...Object.fromEntries(calls) } as Dialect
  }
  const config = {
    driver: { ...driver, dialect: async (asked?: object) => counted(await driver.dialect(asked)) },
    adapter: sql({ locations: [folder] }),
  }
  const { openSync } = fs
  fs.openSync = (path, ...rest) => {
    if (String(path).startsWith(folder)) opened += 1
    return openSync(path, ...rest)
  }
  syncBuiltinESMExports()
  try {
    const { workspace, close } = await openWorkspace(config, { environment: environment(folder) })
    relay.reset()
    await run(workspace)
    await close()
    return { roundTrips: relay.traffic().roundTrips, parsed, opened }
  } finally {
    fs.openSync = openSync
    syncBuiltinESMExports()
  }
}

test('what is applied is read once and never parsed, in as many queries however much it is', async () => {
  const few = 5
  const many = 40
  const spent: Record<'status' | 'apply', Spent>[] = []
  for (const [from, to] of [
    [0, few],
    [few, many],
  ] as const) {
    await write(from, to)
    const first = await spentBy((workspace) => apply(workspace))
    expect(first.parsed).toBeGreaterThan(0)
    spent.push({
      status: await spentBy((workspace) => status(workspace)),
      apply: await spentBy((workspace) => apply(workspace)),
    })
  }
  const [less, more] = spent
  // A message may come in two pieces.
  expect(Math.abs((more?.status.roundTrips ?? 0) - (less?.status.roundTrips ?? 0))).toBeLessThanOrEqual(2)
  expect(more?.status.roundTrips).toBeLessThanOrEqual(mostOf('postgres.status.roundTrips'))
  for (const command of [more?.status, more?.apply]) {
    expect(command?.parsed).toBeLessThanOrEqual(mostOf('reading.parsed'))
    expect((command?.opened ?? Infinity) / many).toBeLessThanOrEqual(mostOf('reading.opened'))
  }
})
