import { pglite } from '@slipway/driver-pglite'
import type { Bridge, Migration } from '@slipway/core/plugin'
import { bridgeChecks } from '@slipway/testkit/plugins'
import { afterAll, expect, test } from 'vitest'
import { legacyBridge } from '../src/legacy-bridge.ts'

const driver = pglite({})
const session = await driver.connect()
afterAll(() => session.close())

const migrations = ['V1', 'V2'].map((id): Migration => ({
  id,
  title: id,
  after: [],
  up: [],
  down: [],
  repeatable: false,
  tags: [],
  requires: [],
  transaction: 'auto',
  allow: [],
  checksum: '1'.repeat(64),
  location: { file: `${id}.sql`, line: 1 },
}))

/** Ids of the checks that a bridge fails. */
async function failing(bridge: Bridge): Promise<readonly string[]> {
  const checks = bridgeChecks({
    bridge: () => bridge,
    open: async () => ({
      driver,
      drop: async () => void (await session.execute({ text: 'DROP TABLE IF EXISTS legacy_history, legacy_lock' })),
    }),
    migrations: async () => migrations,
  })
  const failed: string[] = []
  for (const { id, run } of checks) await run().catch(() => void failed.push(id))
  return failed
}

const { lock } = legacyBridge

test.each<readonly [string, Partial<Bridge>, readonly string[]]>([
  ['an honest one', {}, []],
  [
    'reading makes the table',
    {
      read: async (context) => {
        await legacyBridge.prepare(context)
        return legacyBridge.read(context)
      },
    },
    ['bridge.absent'],
  ],
  ['objects that no pattern tells', { objects: ['*.legacy_history*'] }, ['bridge.prepare']],
  [
    'a row for each time it is written',
    {
      write: async (context, change) => {
        await context.session.execute({
          text: 'ALTER TABLE legacy_history DROP CONSTRAINT IF EXISTS legacy_history_name_key',
        })
        if (change.direction === 'down') return legacyBridge.write(context, change)
        const values = { text: 'INSERT INTO legacy_history (name) VALUES ($1)', params: [change.migration] }
        await context.session.execute(values)
      },
    },
    ['bridge.up'],
  ],
  [
    'nothing is taken back',
    { write: async (context, change) => (change.direction === 'up' ? legacyBridge.write(context, change) : undefined) },
    ['bridge.down', 'bridge.stated', 'bridge.without-file'],
  ],
  [
    'it writes for files only',
    { write: async (context, change) => (change.file ? legacyBridge.write(context, change) : undefined) },
    ['bridge.without-file'],
  ],
  [
    'it writes what ran only',
    { write: async (context, change) => (change.ran ? legacyBridge.write(context, change) : undefined) },
    ['bridge.stated'],
  ],
  ['a lock for everybody', { lock: { ...lock!, take: async () => 1 } }, ['bridge.lock']],
])('%s', async (_, lie, ids) => expect(await failing({ ...legacyBridge, ...lie })).toEqual(ids))
