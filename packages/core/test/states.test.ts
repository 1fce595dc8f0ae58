import { expect, test } from 'vitest'
import { fold, reconcile, states, type Bridge } from '../src/index.ts'
import { chooseUndo } from '../src/plan/choose-undo.ts'
import { pendingMigrations } from '../src/plan/pending.ts'
import { begun, intent, journal, key, landed, migration, record, started } from './build.ts'

const history = fold(
  journal(
    started('r1', 1, ['a', 'b']),
    landed('r1', key('a')),
    landed('r1', key('b')),
    started('r2', 2, ['c', 'gone']),
    landed('r2', key('c')),
    landed('r2', key('gone')),
    started('r3', 3, ['half', 'sent']),
    begun('r3', key('half')),
    intent('r3', key('sent')),
  ),
)

test('every id in files ∪ history has exactly one state', () => {
  const files = [
    migration('a'),
    migration('b', { checksum: 'other' }),
    migration('c'),
    migration('half'),
    migration('sent'),
    migration('new'),
  ]
  expect(states(files, history).map(({ id, state }) => [id, state])).toEqual([
    ['a', 'applied'],
    ['b', 'edited'],
    ['c', 'applied'],
    ['half', 'partial'],
    ['sent', 'unknown'],
    ['new', 'pending'],
    ['gone', 'missing'],
  ])
})

test('pending is a difference of sets, never a high-water mark', () => {
  const files = ['early', 'a', 'b', 'c', 'late'].map((id) => migration(id))
  expect(pendingMigrations(files, history).map(({ id }) => id)).toEqual(['early', 'late'])
  expect(pendingMigrations(files, history, 'b').map(({ id }) => id)).toEqual(['early'])
})

test('an edited file stops planning', () => {
  expect(() => pendingMigrations([migration('a', { checksum: 'other' })], history)).toThrow(
    expect.objectContaining({ code: 'SW-EDITED' }),
  )
})

test('a waiting run keeps its migrations to itself', () => {
  const waiting = fold(
    journal(started('r1', 1, ['a', 'b']), begun('r1', key('a')), { type: 'run-waiting', run: 'r1', gate: 'soak' }),
  )
  expect(states([migration('a'), migration('b'), migration('c')], waiting).map(({ state }) => state)).toEqual([
    'waiting',
    'waiting',
    'pending',
  ])
  expect(pendingMigrations([migration('a'), migration('b'), migration('c')], waiting).map(({ id }) => id)).toEqual([
    'c',
  ])
})

const whole = fold(
  journal(
    started('r1', 1, ['a', 'b']),
    landed('r1', key('a')),
    landed('r1', key('b')),
    started('r2', 2, ['c']),
    landed('r2', key('c'), { completes: record('c', { after: ['a'] }) }),
  ),
)
const undone = (choice: Parameters<typeof chooseUndo>[1]): readonly string[] =>
  chooseUndo(whole, choice).map(({ id }) => id)

test('a rollback takes the last batch, or what is named, newest first', () => {
  expect(undone({})).toEqual(['c'])
  expect(undone({ count: 2 })).toEqual(['c', 'b'])
  expect(undone({ to: 'a' })).toEqual(['c', 'b'])
})

test('a migration stays while an applied one comes after it', () => {
  expect(() => undone({ batch: 1 })).toThrow(
    expect.objectContaining({ code: 'SW-USAGE', message: expect.stringContaining('c is applied and comes after a') }),
  )
})

test('of a partial migration a rollback takes that one only', () => {
  expect(chooseUndo(history, {}).map(({ id }) => id)).toEqual(['half'])
})

const flyway: Bridge = {
  name: 'flyway',
  objects: [],
  read: async () => ({ exists: false, applied: [], failed: [], notices: [] }),
  prepare: async () => undefined,
  write: async () => undefined,
}

test('the foreign table decides whether; what nobody can decide is a conflict', () => {
  const files = ['a', 'b', 'c', 'half', 'x'].map((id) => migration(id))
  const { entries, conflicts } = reconcile(
    {
      bridge: flyway,
      migrations: files,
      elsewhere: new Set<string>(),
      written: [],
      found: {
        exists: true,
        applied: ['a', 'half', 'x'].map((id) => ({ id, raw: null })),
        failed: [{ id: 'y', message: 'flyway calls it failed.', hint: 'flyway repair' }],
        notices: [],
      },
    },
    history,
  )
  expect(entries.map((body) => [body.type, 'migration' in body ? body.migration : ''])).toEqual([
    ['external-applied', 'x'],
    ['external-reverted', 'b'],
    ['external-reverted', 'c'],
  ])
  expect(conflicts.map((conflict) => conflict.migration)).toEqual(['half', 'y'])
})
