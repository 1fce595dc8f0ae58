import type { Dialect } from '@slipway/core/plugin'
import type { AnalyzeCase, Specimens, SplitCase, SplitError } from '@slipway/testkit/conformance'
import { ddl } from './ddl.ts'

const body = `CREATE PROCEDURE p()
BEGIN
  SELECT 1; -- a;
  IF 1 THEN SELECT 'x;'; END IF;
END`

const split: readonly SplitCase[] = [
  { name: 'nothing', script: '', statements: [] },
  { name: 'only comments', script: '-- a;\n# b;\n/* c; */\n', statements: [] },
  { name: 'no last semicolon', script: 'SELECT 1', statements: ['1:1 SELECT 1'] },
  { name: 'several', script: 'SELECT 1;\n\n  SELECT 2;\n', statements: ['1:1 SELECT 1', '3:3 SELECT 2'] },
  {
    name: 'quotes',
    script: "SELECT 'a;''b\\';', \"c;\"\"d\", `e;``f`;SELECT 2",
    statements: ["1:1 SELECT 'a;''b\\';', \"c;\"\"d\", `e;``f`", '1:37 SELECT 2'],
  },
  { name: 'a body without DELIMITER', script: `${body};\nSELECT 2;`, statements: [`1:1 ${body}`, '6:1 SELECT 2'] },
  {
    name: 'a body with DELIMITER',
    script: `DELIMITER //\n${body} //\nDELIMITER ;\nSELECT 2;`,
    statements: [`2:1 ${body}`, '8:1 SELECT 2'],
  },
]

const splitErrors: readonly SplitError[] = [
  { name: 'an open string', script: "SELECT 1;\nSELECT 'open;\nSELECT 2;", code: 'SW-SYNTAX', line: 2 },
  { name: 'a command of the client', script: 'SELECT 1;\nsource other.sql\n', code: 'SW-CLIENT-COMMAND', line: 2 },
]

const outside = { transaction: 'outside', recovery: 'probed' } as const

const analyze: readonly AnalyzeCase[] = [
  {
    text: 'CREATE TABLE t (a INT)',
    expect: { ...outside, verb: 'create table', objects: [{ id: 'table:t', effect: 'create' }], hazards: [] },
  },
  { text: 'DROP TABLE t', expect: { ...outside, data: 'destroys', hazards: ['SW-DATA-LOSS'], reverse: 'at-apply' } },
  { text: 'SELECT COUNT(*) FROM t', expect: { data: 'reads', hazards: [] } },
  { text: 'BEGIN', expect: { control: 'begin' } },
  { text: 'COMMIT', expect: { control: 'commit' } },
  { text: 'ROLLBACK', expect: { control: 'rollback' } },
  { text: "CREATE USER u IDENTIFIED BY 'x'", expect: { scope: 'wider' } },
]

/** Specimens of MySQL's language, and of MariaDB's where they differ. */
export const mysqlSpecimens =
  (flavor: 'mysql' | 'mariadb') =>
  (dialect: Dialect): Specimens => {
    const name = (plain: string): string => dialect.quote(plain)
    return {
      split,
      splitErrors,
      analyze,
      ddl: ddl(flavor),
      identifiers: {
        longest: 64,
        unit: 'characters',
        longer: 'refused',
        reserved: ['select', 'order', 'table', 'key', 'group'],
        cases: 'distinct',
        ...(flavor === 'mysql' ? { refused: [], changed: ['emoji😀'] } : { refused: ['emoji😀'] }),
      },
      counter: (plain, rows) => [
        `CREATE TABLE ${name(plain)} (id INT PRIMARY KEY, n BIGINT NOT NULL)`,
        ...(rows === 0
          ? []
          : [
              `INSERT INTO ${name(plain)} VALUES ${Array.from({ length: rows }, (_, at) => `(${at + 1}, ${at + 1})`).join(', ')}`,
            ]),
      ],
      object: (plain) => `table:${name(plain)}`,
      increment: (plain) => `UPDATE ${name(plain)} SET n = n + 1`,
      add: (plain, id) => `INSERT INTO ${name(plain)} VALUES (${id}, ${id})`,
      total: (plain) => `SELECT COALESCE(SUM(n), 0) AS total FROM ${name(plain)}`,
      drop: (plain) => `DROP TABLE ${name(plain)}`,
      // A SLEEP that is all of a query answers 1 when it is interrupted; as a part of one it makes the query fail.
      slow: (milliseconds) => `SELECT 1 FROM (SELECT 1 AS one) o WHERE SLEEP(${milliseconds / 1000}) = 0`,
      slowIncrement: (plain, milliseconds) =>
        `UPDATE ${name(plain)} SET n = n + 1 WHERE id = 1 AND SLEEP(${milliseconds / 1000}) = 0`,
      failing: 'SELECT no_such_column',
      huge: (plain, id, bytes) => `INSERT INTO ${name(plain)} /* ${'x'.repeat(bytes)} */ VALUES (${id}, ${id})`,
      lock: {
        hold: (plain) => `UPDATE ${name(plain)} SET n = n`,
        waits: (plain) => `UPDATE ${name(plain)} SET n = n + 100`,
      },
      setting: { set: "SET time_zone = '+03:30'", show: 'SELECT @@session.time_zone AS setting' },
      parameters: {
        text: 'SELECT CAST(? AS SIGNED) AS a, ? AS b, ? AS c',
        params: [7, "it's; -- 訂單 \\", null],
        rows: [{ a: 7, b: "it's; -- 訂單 \\", c: null }],
      },
      canary: (plain, value) => [
        `ALTER TABLE ${name(plain)} ADD COLUMN secret VARCHAR(40) UNIQUE DEFAULT '${value}'`,
        `INSERT INTO ${name(plain)} (id, n, secret) SELECT 1000, n, secret FROM ${name(plain)}`,
      ],
    }
  }
