import { expect, test } from 'vitest'
import { syntaxOf } from '../../src/dialect/syntax.ts'
import { tokensOrNone } from '../../src/dialect/tokens/tokens.ts'
import { changesSession } from '../../src/session/changes-session.ts'

const syntax = syntaxOf('mysql', 80_036, undefined)
const changes = (text: string): boolean => changesSession(tokensOrNone(text, syntax))

test.each([
  'CREATE TABLE t (id INT PRIMARY KEY, `select` INT DEFAULT (1 + 1))',
  '/* slipway:V1 */ create table t (id INT)',
  'CREATE UNIQUE INDEX i ON t (a)',
  "ALTER TABLE t ADD COLUMN a VARCHAR(20) DEFAULT 'select (values (1))'",
  'CREATE TABLE t (id INT) PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN (10))',
  'RENAME TABLE a TO b',
  'DROP TABLE a, b',
  'DROP VIEW v',
])('the session stays as it was: %s', (text) => {
  expect(changes(text)).toBe(false)
})

test.each([
  'SET SESSION foreign_key_checks = 0',
  'CALL anything()',
  'INSERT INTO t VALUES (f())',
  'CREATE TABLE t AS SELECT f() AS a',
  'CREATE TABLE t (a INT) TABLE u UNION SELECT f()',
  'CREATE TABLE t AS VALUES ROW(f())',
  'CREATE TABLE t AS (VALUES (f()))',
  'CREATE VIEW v AS SELECT 1',
  'ALTER DATABASE CHARACTER SET utf8mb4',
  'USE other',
  "CREATE TABLE t (a TEXT DEFAULT 'open",
  '',
])('the session may be another: %s', (text) => {
  expect(changes(text)).toBe(true)
})
