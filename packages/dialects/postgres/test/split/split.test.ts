import { SlipwayError } from '@slipway/core'
import { expect, test } from 'vitest'
import { postgresDialect } from '../../src/index.ts'

const dialect = await postgresDialect()

const atomic = `CREATE FUNCTION f(a integer) RETURNS integer BEGIN ATOMIC
  SELECT CASE WHEN a > 1 THEN 1 ELSE 2 END;
  SELECT a;
END`

/** A script, and the statements it holds as `line:column text`. */
const cuts: readonly (readonly [name: string, script: string, statements: readonly string[]])[] = [
  ['nothing', '', []],
  ['blanks and comments', ' -- a;\n/* b; /* c; */ d; */\n', []],
  ['no last semicolon', 'SELECT 1', ['1:1 SELECT 1']],
  ['empty statements', ';;SELECT 1;; ;SELECT 2;', ['1:3 SELECT 1', '1:15 SELECT 2']],
  ['leading comments', '-- why\n/* x */ SELECT 1;', ['2:9 SELECT 1']],
  ['inner comments', 'SELECT 1 -- a;b\n, 2;', ['1:1 SELECT 1 -- a;b\n, 2']],
  ['nested comments', 'SELECT /* a /* b; */ c; */ 1;', ['1:1 SELECT /* a /* b; */ c; */ 1']],
  ['quotes', `SELECT 'a;''b', "c;""d", 1;SELECT 2`, [`1:1 SELECT 'a;''b', "c;""d", 1`, '1:28 SELECT 2']],
  ['escapes', `SELECT E'a\\';b', 'c\\';SELECT 2`, [`1:1 SELECT E'a\\';b', 'c\\'`, '1:23 SELECT 2']],
  [
    'a word that ends with e',
    `SELECT 1 AS some, date'2024-01-01';SELECT 2`,
    [`1:1 SELECT 1 AS some, date'2024-01-01'`, '1:36 SELECT 2'],
  ],
  ['unicode and bit strings', `SELECT U&'\\0041;', B'01', N'n;';`, [`1:1 SELECT U&'\\0041;', B'01', N'n;'`]],
  ['dollar quotes', 'SELECT $$a;b$$, $x$c;$$;$x$;SELECT $1', ['1:1 SELECT $$a;b$$, $x$c;$$;$x$', '1:29 SELECT $1']],
  [
    'nested tags',
    'DO $a$ BEGIN EXECUTE $b$SELECT 1;$b$; END $a$;SELECT 2',
    ['1:1 DO $a$ BEGIN EXECUTE $b$SELECT 1;$b$; END $a$', '1:47 SELECT 2'],
  ],
  ['a dollar in a name', 'SELECT a$b$c;SELECT 2', ['1:1 SELECT a$b$c', '1:14 SELECT 2']],
  ['a body of statements', `${atomic};\nSELECT 2;`, [`1:1 ${atomic}`, '5:1 SELECT 2']],
  ['begin that is a transaction', 'BEGIN;SELECT 1;END;', ['1:1 BEGIN', '1:7 SELECT 1', '1:16 END']],
  [
    'parentheses',
    'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);SELECT 3',
    ['1:1 CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)', '1:57 SELECT 3'],
  ],
  ['carriage returns', 'SELECT 1\r\n, 2;\r\nSELECT 3;\r\n', ['1:1 SELECT 1\r\n, 2', '3:1 SELECT 3']],
  ['a byte order mark', '\uFEFFSELECT 1;', ['1:1 SELECT 1']],
  ['characters of two units', "SELECT '😀é';SELECT 2", ["1:1 SELECT '😀é'", '1:13 SELECT 2']],
  ['operators beside comments', 'SELECT 1+--x\n2;SELECT 3*/*;*/4', ['1:1 SELECT 1+--x\n2', '2:3 SELECT 3*/*;*/4']],
]

test.each(cuts)('cuts %s', (_, script, statements) => {
  const found = dialect.split(script, 'a.sql')
  expect(found.map(({ text, at }) => `${at?.line}:${at?.column} ${text}`)).toEqual(statements)
})

/** A script, and the code and place of what is wrong with it. */
const refusals: readonly (readonly [script: string, error: string, words: string])[] = [
  ['SELECT 1;\n\n  CREATE TABEL é (a integer);', 'SW-SYNTAX 3:10', 'syntax error at or near "TABEL"'],
  ['\uFEFFSELECT 1;\r\nSELECT é é é;', 'SW-SYNTAX 2:12', 'at or near "é"'],
  ["SELECT '😀' 'x' y z", 'SW-SYNTAX 1:12', `at or near "'x'"`],
  ["SELECT 1;\nSELECT 'open;\nSELECT 2;", 'SW-SYNTAX 2:8', 'unterminated quoted string'],
  ['SELECT $a$ open', 'SW-SYNTAX 1:8', 'unterminated dollar-quoted string'],
  ['CREATE TABLE t (a integer;\nSELECT 1;', 'SW-SYNTAX 1:26', 'at or near ";"'],
  ['CREATE TABLE t (\n  a integer,\n);', 'SW-SYNTAX 3:1', 'in the statement: CREATE TABLE t ('],
  ['SELECT 1;\0DROP TABLE t;', 'SW-SYNTAX 1:10', 'NUL'],
  ['SELECT 1;\n  \\i other.sql\n', 'SW-CLIENT-COMMAND 2:3', '\\i is a command of psql'],
  ['\\restrict abc\nSELECT 1;', 'SW-CLIENT-COMMAND 1:1', '\\restrict'],
  ['SELECT 1 \\gexec', 'SW-CLIENT-COMMAND 1:10', '\\gexec'],
  ["COPY t (a, b) FROM stdin;\n1\t'\n\\.\n", 'SW-CLIENT-COMMAND 1:1', 'COPY … FROM stdin'],
  ['SELECT 1; COPY t TO STDOUT WITH (FORMAT csv);', 'SW-CLIENT-COMMAND 1:11', 'COPY … TO stdout'],
]

test.each(refusals)('refuses %j', (script, error, words) => {
  const refused = (): unknown => {
    try {
      return dialect.split(script, 'm/a.sql')
    } catch (caught) {
      return caught
    }
  }
  const caught = refused()
  if (!(caught instanceof SlipwayError)) throw new Error('it was not refused')
  expect(`${caught.code} ${caught.details['line']}:${caught.details['column']}`).toBe(error)
  expect(caught.message).toContain(words)
  expect(caught.message).toContain('m/a.sql')
  expect(caught.message).toContain('Nothing was changed.')
  expect(caught.hint).toBeTruthy()
})

test('shows the offending line with a caret under the place', () => {
  expect(() => dialect.split('SELECT 1;\n\tCREATE TABEL t ();', 'a.sql')).toThrow(
    '  \tCREATE TABEL t ();\n  \t       ^',
  )
})
