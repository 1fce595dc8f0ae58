import type { SlipwayEvent } from '@slipway/core'
import { expect, test } from 'vitest'
import { createReporter } from '../src/render/create-reporter.ts'
import { plainStyle } from '../src/render/style.ts'
import { recorder } from './recorder.ts'

const noon = Date.UTC(2026, 10, 22, 10, 42, 7)

async function show(
  events: readonly (SlipwayEvent & { after?: number })[],
  terminal: boolean,
  quiet = false,
): Promise<string> {
  const screen = recorder({ terminal })
  let now = noon
  const reporter = createReporter({
    io: screen.io,
    style: plainStyle,
    quiet,
    verbose: false,
    now: () => now,
    where: () => 'production · db-main:5432/shop',
  })
  for (const { after = 0, ...event } of events) {
    now += after * 1000
    await reporter.report(event as SlipwayEvent)
  }
  await reporter.close?.()
  return screen.err()
}

const holder = { owner: 'deploy@runner-7 (pid 4121)', token: 1, heldFor: 15_000, beat: 3 }
const blocker = { id: '20914', user: 'bi_reader', application: 'metabase', state: 'idle in transaction', age: 192_000 }
const migration = 'V20261118_001'
const deploy: readonly (SlipwayEvent & { after?: number })[] = [
  { type: 'lease-waiting', holder, waited: 0, limit: 60_000 },
  { type: 'lease-waiting', holder: { ...holder, heldFor: 16_000 }, waited: 1000, limit: 60_000, after: 1 },
  { type: 'lease-acquired', waited: 12_000, after: 11 },
  { type: 'migration-started', migration, index: 1, of: 2 },
  {
    type: 'unit-retrying',
    migration,
    attempt: 1,
    tries: 10,
    wait: 1000,
    reason: 'no lock on orders within 2 s',
    blockers: [blocker],
    after: 2,
  },
  { type: 'step-started', migration, text: 'alter table orders\n  add column status order_status', after: 3 },
  { type: 'migration-finished', migration, direction: 'up', milliseconds: 11, batch: 62 },
  { type: 'progress', migration, what: 'create index concurrently', done: 3_400_000, total: 12_400_000, after: 10 },
  { type: 'progress', migration, what: 'create index concurrently', done: 3_500_000, total: 12_400_000, after: 1 },
  { type: 'progress', migration, what: 'create index concurrently', done: 6_800_000, total: 12_400_000, after: 9 },
  { type: 'reporter-failed', reporter: 'slack', message: 'no route' },
]

test('elsewhere: plain lines with a clock, repeated waits and progress thinned out', async () => {
  expect(await show(deploy, false)).toMatchInlineSnapshot(`
    "10:42:07  deploy lock   held by deploy@runner-7 (pid 4121) for 15 s; waiting, 60 s at most
    10:42:19  deploy lock   ours after 12 s · history read again
    10:42:19  1/2  V20261118_001
    10:42:21       try 1 of 10: no lock on orders within 2 s, stepped back so that nobody queues behind us · next in 1 s
    10:42:21       blocked by pid 20914  metabase (bi_reader)  idle in transaction for 3 min 12 s
    10:42:24    ✓ V20261118_001   11 ms · batch 62
    10:42:34       create index concurrently   27 %   3,400,000 of 12,400,000
    10:42:35       create index concurrently   28 %   3,500,000 of 12,400,000   89 s left
    10:42:44  reporter slack failed: no route
    "
  `)
})

test('on a terminal: what is under way is redrawn in place, and gone at the end', async () => {
  const shown = await show(deploy, true)
  expect(shown).not.toContain('10:42')
  expect(shown).toContain('\r\u001B[2K     create index concurrently   54 %   6,800,000 of 12,400,000')
  expect(shown).toContain('  ✓ V20261118_001   11 ms · batch 62\n')
  expect(shown.split('\n').at(-1)).toBe('')
})

test('--quiet shows nothing', async () => {
  expect(await show(deploy, false, true)).toBe('')
})
