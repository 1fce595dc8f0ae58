import type { Dialect } from '@slipway/core/plugin'
import type { Specimens } from '../specimens.ts'
import { postgresAnalyzeCases } from './postgres-analyze.ts'
import { postgresDdl } from './postgres-ddl.ts'
import { postgresSplitCases, postgresSplitErrors } from './postgres-split.ts'

/** Specimens for any driver of PostgreSQL's language. */
export function postgresSpecimens(dialect: Dialect): Specimens {
  const name = (plain: string): string => dialect.quote(plain)
  return {
    split: postgresSplitCases,
    splitErrors: postgresSplitErrors,
    analyze: postgresAnalyzeCases,
    ddl: postgresDdl,
    identifiers: {
      longest: 63,
      unit: 'bytes',
      longer: 'cut',
      reserved: ['select', 'user', 'order', 'table', 'all', 'end'],
      cases: 'distinct',
      refused: [],
    },
    counter: (plain, rows) => [
      `CREATE TABLE ${name(plain)} (id integer PRIMARY KEY, n bigint NOT NULL)`,
      `INSERT INTO ${name(plain)} SELECT g, g FROM generate_series(1, ${rows}) g`,
    ],
    object: (plain) => `table:public.${name(plain)}`,
    increment: (plain) => `UPDATE ${name(plain)} SET n = n + 1`,
    add: (plain, id) => `INSERT INTO ${name(plain)} VALUES (${id}, ${id})`,
    total: (plain) => `SELECT coalesce(sum(n), 0) AS total FROM ${name(plain)}`,
    drop: (plain) => `DROP TABLE ${name(plain)}`,
    slow: (milliseconds) => `SELECT pg_sleep(${milliseconds / 1000})`,
    slowIncrement: (plain, milliseconds) =>
      `UPDATE ${name(plain)} SET n = n + 1 WHERE id = 1 AND pg_sleep(${milliseconds / 1000}) IS NOT NULL`,
    failing: 'SELECT no_such_column',
    huge: (plain, id, bytes) => `INSERT INTO ${name(plain)} /* ${'x'.repeat(bytes)} */ VALUES (${id}, ${id})`,
    lock: {
      hold: (plain) => `SELECT * FROM ${name(plain)}`,
      waits: (plain) => `ALTER TABLE ${name(plain)} ADD COLUMN waited integer`,
    },
    setting: { set: "SET work_mem = '9MB'", show: "SELECT current_setting('work_mem') AS setting" },
    parameters: {
      text: 'SELECT $1::integer AS a, $2::text AS b, $3::boolean AS c, $4::text AS d',
      params: [7, "it's; -- 訂單 \\", true, null],
      rows: [{ a: 7, b: "it's; -- 訂單 \\", c: true, d: null }],
    },
    canary: (plain, value) => [
      `ALTER TABLE ${name(plain)} ADD COLUMN secret text UNIQUE DEFAULT '${value}'`,
      `INSERT INTO ${name(plain)} (id, n, secret) SELECT 1000, n, secret FROM ${name(plain)}`,
    ],
  }
}
