import type { Specimens } from '@slipway/testkit/conformance'
import { quote } from '../src/dialect/names.ts'
import { ddl } from './ddl.ts'

const trigger = `CREATE TRIGGER t AFTER INSERT ON a BEGIN
  UPDATE a SET n = CASE WHEN n > 1 THEN 1 ELSE 0 END;
  DELETE FROM b;
END`

/** SQLite's own texts for what the conformance suite asks of every driver. */
export const specimens: Specimens = {
  split: [
    { name: 'two statements', script: 'SELECT 1;\n  SELECT 2', statements: ['1:1 SELECT 1', '2:3 SELECT 2'] },
    { name: 'nothing', script: ' -- no statement;\n/* nor here; */ ;', statements: [] },
    {
      name: 'quotes',
      script: `SELECT ';''', ";""", [;], \`;\`; -- it's\nSELECT 2;`,
      statements: [`1:1 SELECT ';''', ";""", [;], \`;\``, '2:1 SELECT 2'],
    },
    { name: 'a trigger', script: `${trigger};\nSELECT 1`, statements: [`1:1 ${trigger}`, '5:1 SELECT 1'] },
    {
      name: 'transactions around',
      script: 'BEGIN; SELECT 1; END;',
      statements: ['1:1 BEGIN', '1:8 SELECT 1', '1:18 END'],
    },
  ],
  splitErrors: [
    { name: 'an open text', script: "SELECT 1;\nSELECT 'a", code: 'SW-SYNTAX', line: 2, column: 8 },
    { name: 'an open comment', script: 'SELECT 1 /* a', code: 'SW-SYNTAX', line: 1, column: 10 },
    { name: 'half a trigger', script: trigger.slice(0, -4), code: 'SW-SYNTAX', line: 1, column: 1 },
    { name: 'a dot-command', script: 'SELECT 1;\n.tables', code: 'SW-CLIENT-COMMAND', line: 2, column: 1 },
  ],
  analyze: [
    {
      text: 'CREATE TABLE IF NOT EXISTS main."Mixed Case" (a)',
      expect: {
        verb: 'create table',
        objects: [{ id: 'table:"mixed case"', effect: 'create' }],
        transaction: 'inside',
        recovery: 'atomic',
        reverse: 'at-apply',
        hazards: [],
      },
    },
    { text: 'DROP TABLE a', expect: { verb: 'drop table', data: 'destroys', hazards: ['SW-DATA-LOSS'] } },
    { text: 'INSERT OR REPLACE INTO a VALUES (1)', expect: { verb: 'insert', data: 'adds', reverse: 'impossible' } },
    { text: 'VACUUM', expect: { transaction: 'outside', recovery: 'repeatable', reverse: 'nothing' } },
    { text: 'COMMIT', expect: { control: 'commit' } },
    { text: 'END TRANSACTION', expect: { control: 'commit' } },
    { text: 'FROBNICATE', expect: { opaque: true, hazards: ['SW-OPAQUE'] } },
    { text: "ATTACH 'other.db' AS other", expect: { scope: 'wider' } },
  ],
  ddl,
  identifiers: {
    longest: 1_000,
    unit: 'characters',
    longer: 'kept',
    reserved: ['select', 'order', 'table', 'values'],
    cases: 'same',
    refused: [],
  },
  counter: (name, rows) => [
    `CREATE TABLE ${quote(name)} (id integer PRIMARY KEY, n integer NOT NULL)`,
    `WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ${rows}) ` +
      `INSERT INTO ${quote(name)} SELECT i, i FROM g WHERE i <= ${rows}`,
  ],
  object: (name) => `table:${quote(name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()))}`,
  increment: (name) => `UPDATE ${quote(name)} SET n = n + 1`,
  add: (name, id) => `INSERT INTO ${quote(name)} VALUES (${id}, ${id})`,
  total: (name) => `SELECT coalesce(sum(n), 0) AS total FROM ${quote(name)}`,
  drop: (name) => `DROP TABLE ${quote(name)}`,
  slow: (milliseconds) => `SELECT count(*) FROM (${busy(milliseconds)})`,
  slowIncrement: (name, milliseconds) =>
    `UPDATE ${quote(name)} SET n = n + 1 WHERE id = 1 AND (SELECT count(*) FROM (${busy(milliseconds)})) > 0`,
  failing: 'SELECT no_such_column',
  huge: (name, id, bytes) => `INSERT INTO ${quote(name)} /* ${'x'.repeat(bytes)} */ VALUES (${id}, ${id})`,
  lock: {
    hold: (name) => `UPDATE ${quote(name)} SET n = n`,
    waits: (name) => `ALTER TABLE ${quote(name)} ADD COLUMN waited integer`,
  },
  parameters: {
    text: 'SELECT ? AS a, ? AS b, ? AS c',
    params: [7, "it's; -- 訂單 \\", null],
    rows: [{ a: 7, b: "it's; -- 訂單 \\", c: null }],
  },
}

/** SQLite has no sleep; it counts about ten thousand a millisecond. */
function busy(milliseconds: number): string {
  const rows = Math.round(milliseconds * 10_000)
  return `WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ${rows}) SELECT i FROM g`
}
