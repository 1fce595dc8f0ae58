import type { SplitCase, SplitError } from '../specimens.ts'

const atomic = `CREATE FUNCTION f(a integer) RETURNS integer BEGIN ATOMIC
  SELECT CASE WHEN a > 1 THEN 1 ELSE 2 END;
  SELECT a;
END`

export const postgresSplitCases: readonly SplitCase[] = [
  { name: 'nothing', script: '', statements: [] },
  { name: 'only comments', script: ' -- a;\n/* b; /* c; */ d; */\n', statements: [] },
  { name: 'no last semicolon', script: 'SELECT 1', statements: ['1:1 SELECT 1'] },
  { name: 'empty statements', script: ';;SELECT 1;; ;SELECT 2;', statements: ['1:3 SELECT 1', '1:15 SELECT 2'] },
  {
    name: 'nested comments',
    script: 'SELECT /* a /* b; */ c; */ 1;',
    statements: ['1:1 SELECT /* a /* b; */ c; */ 1'],
  },
  {
    name: 'quotes',
    script: `SELECT 'a;''b', "c;""d", 1;SELECT 2`,
    statements: [`1:1 SELECT 'a;''b', "c;""d", 1`, '1:28 SELECT 2'],
  },
  {
    name: 'dollar quotes',
    script: 'SELECT $$a;b$$, $x$c;$$;$x$;SELECT 1',
    statements: ['1:1 SELECT $$a;b$$, $x$c;$$;$x$', '1:29 SELECT 1'],
  },
  { name: 'a body of statements', script: `${atomic};\nSELECT 2;`, statements: [`1:1 ${atomic}`, '5:1 SELECT 2'] },
  {
    name: 'characters of two units',
    script: "SELECT '😀é';SELECT 2",
    statements: ["1:1 SELECT '😀é'", '1:13 SELECT 2'],
  },
  {
    name: 'a byte order mark and carriage returns',
    script: '\uFEFFSELECT 1\r\n, 2;\r\nSELECT 3;\r\n',
    statements: ['1:1 SELECT 1\r\n, 2', '3:1 SELECT 3'],
  },
]

export const postgresSplitErrors: readonly SplitError[] = [
  {
    name: 'a typing error',
    script: 'SELECT 1;\n\n  CREATE TABEL é (a integer);',
    code: 'SW-SYNTAX',
    line: 3,
    column: 10,
  },
  { name: 'an open string', script: "SELECT 1;\nSELECT 'open;\nSELECT 2;", code: 'SW-SYNTAX', line: 2, column: 8 },
  { name: 'a command of psql', script: 'SELECT 1;\n\\d t\n', code: 'SW-CLIENT-COMMAND', line: 2 },
]
