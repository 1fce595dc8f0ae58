import type { Analysis, ServerFacts } from '@slipway/core/plugin'
import { expect, test } from 'vitest'
import { postgresDialect } from '../../src/index.ts'

const dialect = await postgresDialect()
const server: ServerFacts = {
  flavor: 'postgres',
  version: '16.4',
  versionNumber: 160_004,
  topology: 'primary',
  pooled: false,
  settings: {},
}

function analyze(...texts: readonly string[]): Analysis {
  const preceding: Analysis[] = []
  for (const text of texts)
    preceding.push(dialect.analyze({ text, at: { file: 'up.sql', line: 1 } }, { server, preceding }))
  return preceding.at(-1) ?? dialect.analyze({ text: 'SELECT 1' }, { server, preceding })
}

test.each([
  ['CREATE TABLE t (a integer)', 'inside', 'atomic'],
  ['CREATE INDEX i ON t (a)', 'inside', 'atomic'],
  ['CREATE INDEX CONCURRENTLY i ON t (a)', 'outside', 'probed'],
  ['CREATE INDEX CONCURRENTLY ON t (a)', 'outside', 'unknowable'],
  ['DROP INDEX CONCURRENTLY i', 'outside', 'probed'],
  ['REINDEX INDEX CONCURRENTLY i', 'outside', 'probed'],
  ['REINDEX TABLE CONCURRENTLY t', 'outside', 'repeatable'],
  ['REINDEX (CONCURRENTLY false) TABLE t', 'inside', 'atomic'],
  ['REINDEX SCHEMA app', 'outside', 'repeatable'],
  ['REINDEX DATABASE shop', 'outside', 'repeatable'],
  ['ALTER TABLE p DETACH PARTITION c CONCURRENTLY', 'outside', 'probed'],
  ['ALTER TABLE p DETACH PARTITION c', 'inside', 'atomic'],
  ['VACUUM t', 'outside', 'repeatable'],
  ['VACUUM (FULL) t', 'outside', 'repeatable'],
  ['CLUSTER', 'outside', 'repeatable'],
  ['CLUSTER t USING i', 'inside', 'atomic'],
  ['CREATE DATABASE d', 'outside', 'probed'],
  ['DROP DATABASE d', 'outside', 'probed'],
  ["CREATE TABLESPACE s LOCATION '/x'", 'outside', 'probed'],
  ["ALTER SYSTEM SET work_mem = '1MB'", 'outside', 'unknowable'],
  ["CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", 'outside', 'unknowable'],
  ["CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false)", 'inside', 'atomic'],
  ["ALTER TYPE mood ADD VALUE 'ok'", 'own', 'atomic'],
  ['CALL p()', 'inside', 'unknowable'],
  ['DO $$ BEGIN END $$', 'inside', 'unknowable'],
] as const)('%s runs %s a transaction and is %s', (text, transaction, recovery) => {
  const analysis = analyze(text)
  expect([analysis.transaction, analysis.recovery]).toEqual([transaction, recovery])
})

test.each([
  ['BEGIN', 'begin'],
  ['START TRANSACTION', 'begin'],
  ['COMMIT', 'commit'],
  ['END', 'commit'],
  ['ROLLBACK', 'rollback'],
  ['ABORT', 'rollback'],
  ['SAVEPOINT a', undefined],
  ['ROLLBACK TO SAVEPOINT a', undefined],
] as const)('%s is control: %s', (text, control) => {
  expect(analyze(text).control).toBe(control)
})

test.each([
  ["SET lock_timeout = '2s'", { name: 'lock_timeout', local: false }],
  ['SET SESSION Search_Path TO app, public', { name: 'search_path', local: false }],
  ["SET LOCAL statement_timeout = '1s'", { name: 'statement_timeout', local: true }],
  ['RESET ALL', { name: 'all', local: false }],
  ['RESET work_mem', { name: 'work_mem', local: false }],
  ["SELECT pg_catalog.set_config('search_path', '', false)", { name: 'search_path', local: false }],
  ["SELECT set_config('work_mem', '1MB', true)", { name: 'work_mem', local: true }],
  ['SELECT 1', undefined],
] as const)('%s sets %j', (text, setting) => {
  expect(analyze(text).setting).toEqual(setting)
})

test.each([
  ['CREATE ROLE app', 'wider', false],
  ['GRANT reader TO app', 'wider', false],
  ['GRANT SELECT ON t TO app', 'database', false],
  ["SELECT dblink_exec('db', 'DROP TABLE t')", 'wider', true],
  ["COPY t FROM '/tmp/rows'", 'wider', false],
  ["COPY t TO PROGRAM 'cat'", 'wider', false],
  ["SELECT lo_import('/etc/passwd')", 'wider', true],
  ["SELECT pg_read_file('/etc/passwd')", 'wider', false],
  ["LOAD 'x'", 'wider', false],
  ['CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw', 'wider', false],
  ['CREATE DATABASE d', 'wider', false],
  ['SELECT count(*), now() FROM t', 'database', false],
  ['SELECT my_function()', 'database', true],
  ['DO $$ BEGIN END $$', 'database', true],
] as const)('%s reaches %s, opaque: %s', (text, scope, opaque) => {
  const analysis = analyze(text)
  expect([analysis.scope, analysis.opaque]).toEqual([scope, opaque])
  const codes = analysis.hazards.map(({ code }) => code)
  expect(codes.includes('SW-WIDER-SCOPE')).toBe(scope === 'wider')
  expect(codes.includes('SW-OPAQUE')).toBe(opaque)
})

/** Statements, and the hazards of the last one. */
const hazards: readonly (readonly [texts: readonly string[], hazards: readonly string[]])[] = [
  [['DROP TABLE t'], ['SW-DATA-LOSS stop table:public.t']],
  [['CREATE TABLE t (a integer)', 'DROP TABLE t'], []],
  [['ALTER TABLE t DROP COLUMN a'], ['SW-DATA-LOSS stop column:public.t.a']],
  [['ALTER TABLE t ADD COLUMN a integer', 'ALTER TABLE t DROP COLUMN a'], []],
  [['TRUNCATE a, b'], ['SW-DATA-LOSS stop table:public.a', 'SW-DATA-LOSS stop table:public.b']],
  [['DELETE FROM app.t'], ['SW-DATA-LOSS stop table:app.t']],
  [['DROP SCHEMA app CASCADE'], ['SW-DATA-LOSS stop schema:app']],
  [['DROP INDEX i'], []],
  [['UPDATE t SET a = 1'], ['SW-DATA-CHANGE inform table:public.t']],
  [['ALTER TABLE t ADD COLUMN a integer', 'UPDATE t SET a = 1'], []],
  [['ALTER TABLE t ADD COLUMN a integer', 'UPDATE t SET a = 1, b = 2'], ['SW-DATA-CHANGE inform table:public.t']],
  [['EXPLAIN ANALYZE DELETE FROM t'], ['SW-DATA-LOSS stop table:public.t']],
  [['EXPLAIN DELETE FROM t'], []],
  [['INSERT INTO t VALUES (1)'], []],
  [['INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 2'], ['SW-DATA-CHANGE inform table:public.t']],
  [['WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x'], ['SW-DATA-CHANGE inform undefined']],
  [['CREATE INDEX i ON t (a)'], ['SW-PG-BLOCKING-INDEX inform table:public.t']],
  [['CREATE TABLE t (a integer)', 'CREATE INDEX i ON t (a)'], []],
  [['CREATE TABLE t (a integer)', 'ALTER TABLE t RENAME TO u', 'CREATE INDEX i ON u (a)'], []],
  [['CREATE INDEX CONCURRENTLY i ON t (a)'], []],
  [['CREATE INDEX CONCURRENTLY ON t (a)'], ['SW-UNKNOWABLE stop table:public.t']],
  [['ALTER TABLE t ADD COLUMN a integer DEFAULT 7 NOT NULL'], []],
  [['ALTER TABLE t ADD COLUMN a timestamptz DEFAULT now()'], []],
  [['ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid()'], ['SW-PG-REWRITE inform table:public.t']],
  [['ALTER TABLE t ADD COLUMN a bigserial'], ['SW-PG-REWRITE inform table:public.t']],
  [['ALTER TABLE t ADD COLUMN a integer CHECK (a > 0)'], ['SW-PG-SCAN inform table:public.t']],
  [['ALTER TABLE t ADD COLUMN a integer UNIQUE'], ['SW-PG-SCAN inform table:public.t']],
  [['ALTER TABLE t ALTER COLUMN a SET NOT NULL'], ['SW-PG-SCAN inform table:public.t']],
  [['ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID'], []],
  [['ALTER TABLE t VALIDATE CONSTRAINT c'], []],
  [['ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p'], ['SW-PG-SCAN inform table:public.t']],
  [['ALTER TABLE t SET UNLOGGED'], ['SW-PG-REWRITE inform table:public.t']],
  [['VACUUM FULL t'], ['SW-PG-REWRITE inform table:public.t']],
  [['REINDEX TABLE t'], ['SW-PG-BLOCKING-INDEX inform table:public.t']],
  [['SET search_path = app', 'DROP TABLE t'], ['SW-DATA-LOSS stop table:app.t']],
  [['ALTER DOMAIN d ADD CHECK (VALUE > 0)'], ['SW-PG-SCAN inform domain:public.d']],
]

test.each(hazards)('%j has the hazards %j', (texts, expected) => {
  const found = analyze(...texts).hazards
  expect(found.map(({ code, severity, object }) => `${code} ${severity} ${object}`)).toEqual(expected)
  for (const { at } of found) expect(at).toEqual({ file: 'up.sql', line: 1 })
})

test.each([
  ["ALTER TYPE mood ADD VALUE 'ok'", "cannot remove the label 'ok'"],
  ['TRUNCATE t', 'not kept'],
  ['DELETE FROM t', 'not kept'],
  ['UPDATE t SET a = 1', 'not kept'],
  ['INSERT INTO t VALUES (1)', 'not kept'],
  ['DO $$ BEGIN END $$', 'only by running it'],
])('says why %s has no way back', (text, reason) => {
  expect(analyze(text).reverse).toEqual({ kind: 'impossible', reason: expect.stringContaining(reason) })
})

test('an undo of rows in a table of the same file is the undo of the table', () => {
  expect(analyze('CREATE TABLE t (a integer)', 'INSERT INTO t VALUES (1)').reverse).toEqual({ kind: 'nothing' })
  const made = dialect.analyze(
    { text: 'CREATE TABLE t (a integer)', at: { file: 'one.sql', line: 1 } },
    { server, preceding: [] },
  )
  const filled = dialect.analyze(
    { text: 'INSERT INTO t VALUES (1)', at: { file: 'two.sql', line: 1 } },
    { server, preceding: [made] },
  )
  expect(filled.reverse.kind).toBe('impossible')
})

test('a marker cannot end its own comment, and quoting follows quote_ident', () => {
  expect(dialect.mark('SELECT 1', 'a */ b /* c')).toBe('/* slipway:a * / b / * c */ SELECT 1')
  expect(dialect.split(dialect.mark('SELECT 1', 'a */ b'), 'x')).toHaveLength(1)
  expect(['orders', 'Orders', 'user', 'name', 'a"b', '1a', 'é', 'between'].map((name) => dialect.quote(name))).toEqual([
    'orders',
    '"Orders"',
    '"user"',
    'name',
    '"a""b"',
    '"1a"',
    '"é"',
    '"between"',
  ])
})
