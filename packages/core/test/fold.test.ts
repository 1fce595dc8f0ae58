import { expect, test } from 'vitest'
import { fold, isPartial, type Entry } from '../src/index.ts'
import { begun, ended, intent, journal, key, landed, record, started } from './build.ts'

test('an empty journal folds to nothing', () => {
  expect(fold([])).toMatchObject({ seq: 0, batch: 0 })
})

test('a landed migration is applied, in its batch, by whom', () => {
  const history = fold(journal(started('r1', 1, ['a']), landed('r1', key('a')), ended('r1', 'applied')))
  expect(history.migrations.get('a')).toMatchObject({
    applied: true,
    batch: 1,
    run: 'r1',
    by: 'ann@host',
    via: 'journal',
    generation: 0,
  })
  expect(history.runs.get('r1')?.status).toBe('applied')
})

test('a rollback begins another life', () => {
  const history = fold(
    journal(
      started('r1', 1, ['a']),
      landed('r1', key('a')),
      started('r2', 2, ['a'], 'down'),
      landed('r2', key('a', 'down')),
    ),
  )
  expect(history.migrations.get('a')).toMatchObject({ applied: false, generation: 1, landed: [] })
})

test('some parts of several are partial, in both directions', () => {
  const up = fold(journal(started('r1', 1, ['a']), begun('r1', key('a')))).migrations.get('a')!
  expect([up.applied, isPartial(up)]).toEqual([false, true])
  const down = fold(
    journal(
      started('r1', 1, ['a']),
      landed('r1', key('a')),
      started('r2', 2, ['a'], 'down'),
      begun('r2', key('a', 'down')),
    ),
  ).migrations.get('a')!
  expect([down.applied, isPartial(down)]).toEqual([true, true])
})

test('an intent is open until its outcome is there', () => {
  const sent = journal(started('r1', 1, ['a']), intent('r1', key('a')))
  expect(fold(sent).migrations.get('a')?.open?.attempt).toBe(0)
  const absent = journal(started('r1', 1, ['a']), intent('r1', key('a')), {
    type: 'absent',
    run: 'r1',
    key: key('a'),
    attempt: 0,
    how: 'probed',
  })
  expect(fold(absent).migrations.get('a')).toMatchObject({ attempts: 1, applied: false })
  expect(fold(absent).migrations.get('a')).not.toHaveProperty('open')
  expect(
    fold(journal(started('r1', 1, ['a']), intent('r1', key('a')), landed('r1', key('a')))).migrations.get('a'),
  ).not.toHaveProperty('open')
})

test('each run of a repeatable is a life of its own', () => {
  const again = { completes: record('R', { repeatable: true }) }
  const history = fold(
    journal(started('r1', 1, ['R']), landed('r1', key('R'), again), landed('r1', key('R', 'up', 0, 1), again)),
  )
  expect(history.migrations.get('R')).toMatchObject({ applied: true, generation: 2 })
})

test('what is baselined belongs to no batch, whatever applied it in an earlier life', () => {
  const history = fold(
    journal(
      started('r1', 1, ['a']),
      landed('r1', key('a')),
      started('r2', 2, ['a'], 'down'),
      landed('r2', key('a', 'down')),
      { type: 'baseline', migration: 'a', record: record('a'), why: 'it is there' },
    ),
  )
  expect(history.migrations.get('a')).toMatchObject({ applied: true, via: 'baseline', generation: 1 })
  expect(history.migrations.get('a')).not.toHaveProperty('batch')
})

test('a gate waits, and opens', () => {
  const waiting = journal(started('r1', 1, ['a']), { type: 'run-waiting', run: 'r1', gate: 'soak' })
  expect(fold(waiting).runs.get('r1')).toMatchObject({ status: 'waiting', gate: 'soak', opened: [] })
  const opened = journal(
    started('r1', 1, ['a']),
    { type: 'run-waiting', run: 'r1', gate: 'soak' },
    { type: 'gate-opened', run: 'r1', gate: 'soak', evidence: 'seen' },
  )
  expect(fold(opened).runs.get('r1')).toMatchObject({ status: 'open', opened: ['soak'] })
})

test.each<[string, (entries: readonly Entry[]) => readonly Entry[]]>([
  ['a row is missing', (entries) => entries.filter(({ seq }) => seq !== 2)],
  ['the first row is missing', (entries) => entries.slice(1)],
  [
    'a row was changed',
    (entries) => entries.map((entry) => (entry.seq === 2 ? { ...entry, by: 'mallory@host' } : entry)),
  ],
  ['two rows were swapped', (entries) => [entries[1]!, entries[0]!, ...entries.slice(2)]],
])('the chain shows that %s', (_, tamper) => {
  const entries = journal(started('r1', 1, ['a']), landed('r1', key('a')), ended('r1', 'applied'))
  expect(() => fold(entries)).not.toThrow()
  expect(() => fold(tamper(entries))).toThrow(expect.objectContaining({ code: 'SW-JOURNAL-BROKEN' }))
})

test('a repeatable that ran again is back in its life before when that run is undone', () => {
  const again = { completes: record('a', { repeatable: true, checksum: 'second' }) }
  const ran = [
    started('r1', 1, ['a']),
    landed('r1', key('a'), { completes: record('a', { repeatable: true }) }),
    started('r2', 2, ['a']),
    begun('r2', key('a', 'up', 0, 1)),
  ]
  const halfway = fold(journal(...ran)).migrations.get('a')!
  expect([halfway.applied, isPartial(halfway)]).toEqual([false, true])
  const undone = [landed('r2', key('a', 'up', 1, 1), again), landed('r3', key('a', 'down', 0, 2), again)]
  const history = fold(journal(...ran, ...undone)).migrations.get('a')
  expect(history).toMatchObject({ applied: true, batch: 1, generation: 3, record: { checksum: 'sum-a' } })
  expect(history?.landed).toHaveLength(1)
})

test('a run that goes on with another plan keeps the gates that were opened for it', () => {
  const opened = { type: 'gate-opened', run: 'r1', gate: 'g', evidence: 'seen' } as const
  const history = fold(journal(started('r1', 1, ['a']), opened, ended('r1', 'failed'), started('r1', 1, ['a', 'b'])))
  expect(history.runs.get('r1')).toMatchObject({ status: 'open', opened: ['g'], migrations: ['a', 'b'] })
})
