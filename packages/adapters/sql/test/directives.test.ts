import { expect, test } from 'vitest'
import { only, project, refused } from './project.ts'

test('the header carries reason, tags, requirements, order, phase and transaction mode', async () => {
  const migration = await only(`-- Copyright: nobody
--
-- reason: support filters orders by state

-- tags: orders, support
-- requires: api >= 2.3, worker >= 5
-- after: V0, other
-- phase: expand
-- transaction: never
SELECT 1;
-- reason: not a header any more
SELECT 2;
`)
  expect(migration).toMatchObject({
    reason: 'support filters orders by state',
    tags: ['orders', 'support'],
    requires: ['api >= 2.3', 'worker >= 5'],
    after: ['V0', 'other'],
    phase: 'expand',
    transaction: 'never',
  })
  expect(await only('-- slipway:transaction never\n-- slipway:reason because\n\nSELECT 1')).toMatchObject({
    transaction: 'never',
    reason: 'because',
  })
  expect(await only('/*\n * reason: in a block\n */\nSELECT 1')).toMatchObject({ reason: 'in a block' })
  expect(await only('SELECT 1')).toMatchObject({ transaction: 'auto', tags: [], after: [], requires: [], allow: [] })
})

test('a stated order may name a version or a file', async () => {
  const { load } = project({
    'migrations/0001_a.up.sql': 'SELECT 1',
    'migrations/0002_b.up.sql': '-- after: 0001\nSELECT 1',
    'migrations/0003_c.up.sql': '-- after: 0002_b.up.sql, elsewhere\nSELECT 1',
  })
  expect((await load()).map(({ after }) => after)).toEqual([[], ['0001'], ['0002', 'elsewhere']])
})

test('allow speaks for the statement below it, or at the head for the whole migration', async () => {
  const migration = await only(`-- slipway:allow SW-OPAQUE the head speaks for all

-- slipway:allow SW-PG-REWRITE 200 rows
ALTER TABLE t ALTER a TYPE bigint;
ALTER TABLE t DROP b; -- slipway:allow SW-DATA-LOSS exported
ALTER TABLE t DROP c;
`)
  expect(migration.allow).toEqual([
    {
      code: 'SW-OPAQUE',
      reason: 'the head speaks for all',
      at: { file: 'migrations/V1__one.sql', line: 1, column: 1 },
    },
  ])
  expect(migration.up).toMatchObject([
    { allow: [{ code: 'SW-PG-REWRITE', reason: '200 rows', at: { line: 3 } }] },
    { allow: [{ code: 'SW-DATA-LOSS', reason: 'exported', at: { line: 5 } }] },
    {},
  ])
  expect(migration.up[2]).not.toHaveProperty('allow')
})

test('allow above BEGIN speaks for what BEGIN opens', async () => {
  const migration = await only('-- slipway:allow SW-DATA-LOSS exported\nBEGIN;\nALTER TABLE t DROP c;\nCOMMIT;')
  expect(migration.allow).toMatchObject([{ code: 'SW-DATA-LOSS' }])
  expect(migration.up.some((step) => 'allow' in step)).toBe(false)
})

test('assert, gate and backfill become steps in their places', async () => {
  const { up } = await only(`CREATE TABLE t (i int);
-- slipway:gate readers-deployed every reader knows t
-- slipway:assert no t without i
SELECT * FROM t WHERE i IS NULL;
-- slipway:backfill chunk=1000 note="by night only"
UPDATE t SET i = 1;
-- slipway:gate last look at the numbers
`)
  expect(up).toMatchObject([
    { kind: 'statement', text: 'CREATE TABLE t (i int)', at: { line: 1 } },
    { kind: 'gate', gate: 'readers-deployed', why: 'every reader knows t', at: { line: 2 } },
    { kind: 'assert', text: 'SELECT * FROM t WHERE i IS NULL', message: 'no t without i', at: { line: 4 } },
    {
      kind: 'backfill',
      text: 'UPDATE t SET i = 1',
      options: { chunk: '1000', note: 'by night only' },
      at: { line: 6 },
    },
    { kind: 'gate', gate: 'last', why: 'look at the numbers' },
  ])
})

test('irreversible is stated at the head of the up, or alone in the down', async () => {
  expect((await only('-- slipway:irreversible the rows are gone\nDROP TABLE t')).down).toBeNull()
  const { load, refusal, write } = project({
    'migrations/V1__a.sql': 'DROP TABLE t',
    'migrations/U1__a.sql': '-- slipway:irreversible the rows are gone\n',
  })
  expect(await load()).toMatchObject([{ down: null }])
  write({ 'migrations/U1__a.sql': '-- slipway:irreversible the rows are gone\nCREATE TABLE t ()' })
  expect(await refusal()).toMatchObject({ code: 'SW-SYNTAX', message: expect.stringContaining('U1__a.sql:1') })
  write({
    'migrations/V1__a.sql': '-- slipway:irreversible gone\nDROP TABLE t',
    'migrations/U1__a.sql': 'CREATE TABLE t ()',
  })
  expect(await refusal()).toMatchObject({ code: 'SW-SYNTAX', message: expect.stringContaining('U1__a.sql undoes it') })
})

test('what looks like a directive in a string, a name or a function body is none', async () => {
  const text = `SELECT '
-- slipway:nonsense
', "
-- slipway:nonsense", E'\\'
-- slipway:nonsense';
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$
-- slipway:gate in a body
BEGIN RETURN 1; END $body$;
`
  expect((await only(text)).up.map(({ kind }) => kind)).toEqual(['statement', 'statement'])
})

test.each([
  ['-- slipway:alow SW-OPAQUE why\nSELECT 1', 1, 'did you mean slipway:allow?'],
  ['-- slipway:preserved\nSELECT 1', 1, 'directives: allow, assert'],
  ['-- slipway:allow SW-PG-REWRIT why\nSELECT 1', 1, 'did you mean SW-PG-REWRITE?'],
  ['-- slipway:allow SW-OPAQUE\nSELECT 1', 1, '-- slipway:allow SW-OPAQUE why'],
  ['-- slipway:assert no rows\nDELETE FROM t', 1, 'right above a SELECT'],
  ['-- slipway:assert\nSELECT 1', 1, '-- slipway:assert '],
  ['-- slipway:backfill a=1\nSELECT 1', 1, 'right above the UPDATE'],
  ['-- slipway:backfill quickly\nUPDATE t SET a = 1', 1, 'key=value'],
  ['SELECT 1;\n-- slipway:gate nameonly\n', 2, '-- slipway:gate'],
  ['SELECT 1;\n-- slipway:assert what\n', 2, 'right above the statement'],
  ['SELECT 1; -- slipway:assert what\nSELECT 2', 1, 'a line of its own'],
  ['SELECT\n  -- slipway:allow SW-OPAQUE why\n  1', 2, 'right above the statement'],
  ['SELECT 1;\n-- slipway:transaction never\nSELECT 2', 2, 'at the head of the file'],
  ['SELECT 1;\n-- slipway:irreversible why\nSELECT 2', 2, 'at the head of the up script'],
  ['-- phase: someday\nSELECT 1', 1, '-- phase: expand'],
  ['-- transaction: maybe\nSELECT 1', 1, '-- transaction: auto'],
  ['-- reason: a\n-- reason: b\nSELECT 1', 2, 'keep one'],
])('refused with line and cure: %j', async (text, line, cure) => {
  const error = await refused(text)
  expect(error.code).toBe('SW-SYNTAX')
  expect(error.message).toContain(`migrations/V1__one.sql:${line}: `)
  expect(error.hint).toContain(cure)
})
