import type { Definitions } from '@slipway/core/plugin'
import { expect, test } from 'vitest'
import { postgresDialect } from '../src/index.ts'

const dialect = await postgresDialect()

const built = 'CREATE INDEX orders_note ON public.orders USING btree (note) WHERE (note IS NOT NULL)'
const create = 'CREATE INDEX CONCURRENTLY orders_note ON orders (note) WHERE note IS NOT NULL'
const index = 'index:public.orders_note'
const pending = 'TABLE PARTITION OF public.events FOR VALUES IN (1)'
const detach = 'ALTER TABLE events DETACH PARTITION one CONCURRENTLY'
const parts = { 'table:public.events': 'TABLE PARTITION BY LIST (n)' }

type Case = readonly [
  name: string,
  text: string,
  before: Definitions,
  now: Definitions,
  outcome: string,
  remedy?: readonly string[],
]

const cases: readonly Case[] = [
  ['a build that never began', create, { [index]: null }, { [index]: null }, 'absent'],
  ['a build that ended', create, { [index]: null }, { [index]: built }, 'landed'],
  [
    'a build that broke',
    create,
    { [index]: null },
    { [index]: `${built} INVALID` },
    'partial',
    ['DROP INDEX CONCURRENTLY public.orders_note', 'rerun'],
  ],
  [
    'an INVALID index that was there before',
    create,
    { [index]: `${built} INVALID` },
    { [index]: `${built} INVALID` },
    'unknown',
  ],
  [
    'an INVALID index of another shape',
    create,
    { [index]: null },
    { [index]: `${built.replace('(note)', '(id)')} INVALID` },
    'unknown',
  ],
  [
    'an INVALID index of another condition',
    create,
    { [index]: null },
    { [index]: `${built.replace('note IS NOT NULL', 'id > 5')} INVALID` },
    'unknown',
  ],
  [
    'an INVALID index on another table',
    create,
    { [index]: null },
    { [index]: `${built.replace('orders USING', 'others USING')} INVALID` },
    'unknown',
  ],
  ['definitions that were not read', create, {}, { [index]: null }, 'unknown'],
  ['a drop that ended', 'DROP INDEX CONCURRENTLY orders_note', { [index]: built }, { [index]: null }, 'landed'],
  ['a drop that never began', 'DROP INDEX CONCURRENTLY orders_note', { [index]: built }, { [index]: built }, 'absent'],
  [
    'a drop that broke',
    'DROP INDEX CONCURRENTLY orders_note',
    { [index]: built },
    { [index]: `${built} INVALID` },
    'partial',
    ['DROP INDEX CONCURRENTLY public.orders_note', 'landed'],
  ],
  [
    'a drop whose index is another one now',
    'DROP INDEX CONCURRENTLY orders_note',
    { [index]: built },
    { [index]: built.replace('(note)', '(id)') },
    'unknown',
  ],
  [
    'a rebuild that broke',
    'REINDEX INDEX CONCURRENTLY orders_note',
    { [index]: built, 'index:public.orders_note_ccnew': null, 'index:public.orders_note_ccold': null },
    { [index]: built, 'index:public.orders_note_ccnew': `${built} INVALID`, 'index:public.orders_note_ccold': null },
    'partial',
    ['DROP INDEX CONCURRENTLY public.orders_note_ccnew', 'rerun'],
  ],
  [
    'a rebuild with a leftover of somebody else',
    'REINDEX INDEX CONCURRENTLY orders_note',
    { [index]: built, 'index:public.orders_note_ccnew': `${built} INVALID` },
    { [index]: built, 'index:public.orders_note_ccnew': `${built} INVALID` },
    'absent',
  ],
  [
    'a detach that never began',
    detach,
    { ...parts, 'table:public.one': pending },
    { ...parts, 'table:public.one': pending },
    'absent',
  ],
  [
    'a detach that ended',
    detach,
    { ...parts, 'table:public.one': pending },
    { ...parts, 'table:public.one': 'TABLE' },
    'landed',
  ],
  [
    'a detach that broke',
    detach,
    { ...parts, 'table:public.one': pending },
    { ...parts, 'table:public.one': `${pending} DETACH PENDING` },
    'partial',
    ['ALTER TABLE public.events DETACH PARTITION public.one FINALIZE', 'landed'],
  ],
  ['a database made', 'CREATE DATABASE shop', { 'database:shop': null }, { 'database:shop': 'DATABASE' }, 'landed'],
  ['a database not made', 'CREATE DATABASE shop', { 'database:shop': null }, { 'database:shop': null }, 'absent'],
  [
    'a database that was there',
    'CREATE DATABASE shop',
    { 'database:shop': 'DATABASE' },
    { 'database:shop': 'DATABASE' },
    'unknown',
  ],
  ['a database dropped', 'DROP DATABASE shop', { 'database:shop': 'DATABASE' }, { 'database:shop': null }, 'landed'],
  [
    'a label added',
    "ALTER TYPE mood ADD VALUE 'ok'",
    { 'type:public.mood': "ENUM ('sad')" },
    { 'type:public.mood': "ENUM ('sad', 'ok')" },
    'landed',
  ],
  [
    'a label not added',
    "ALTER TYPE mood ADD VALUE 'ok'",
    { 'type:public.mood': "ENUM ('sad')" },
    { 'type:public.mood': "ENUM ('sad')" },
    'absent',
  ],
  ['code', 'CALL p()', {}, {}, 'unknown'],
]

test.each(cases.map(([name, ...rest]) => [name, rest] as const))(
  'tells %s',
  (_, [text, before, now, outcome, remedy]) => {
    const probe = dialect.probe({ text }, before, now)
    expect([probe.outcome, probe.reason]).toEqual([outcome, expect.stringMatching(/./)])
    expect(probe.remedy && [...probe.remedy.statements, probe.remedy.then]).toEqual(remedy)
  },
)

test.each([
  [create, [index]],
  ['DROP INDEX CONCURRENTLY app.i', ['index:app.i']],
  ['REINDEX INDEX CONCURRENTLY "I"', ['index:public."I"', 'index:public."I_ccnew"', 'index:public."I_ccold"']],
  [detach, ['table:public.events', 'table:public.one']],
  ['VACUUM orders', []],
] as const)('keeps what tells about %s', (text, ids) => {
  expect(dialect.probed({ text })).toEqual(ids)
})
