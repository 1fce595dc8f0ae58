import type { Files } from '../project.ts'
import type { Moment } from '../proxy.ts'

/** Tables that are there before; none of what the migrations do to them may happen twice. */
export const prepare: readonly string[] = [
  'CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)',
  'CREATE TABLE log (what text NOT NULL)',
  'INSERT INTO t SELECT g, g FROM generate_series(1, 5) g',
]

/** Its answer decides whether the transaction goes on, so that its statements are sent one by one. */
const decided = '-- slipway:assert there is a row\nSELECT 1 WHERE NOT EXISTS (SELECT FROM t);\n'

/**
 * Three migrations, each statement with a marker of its own. A repeat of any changes data or catalog. V1 and U3 are
 * transactions of several messages, V3 and U1 of one.
 */
export const migrations: Files = {
  'V1__count.sql': `UPDATE /* mark:v1-update */ t SET n = n + 1;\nINSERT /* mark:v1-insert */ INTO log VALUES ('v1');\n${decided}`,
  'U1__count.sql':
    "UPDATE /* mark:u1-update */ t SET n = n - 1;\nINSERT /* mark:u1-insert */ INTO log VALUES ('u1');\n",
  'V2__index.sql': 'CREATE INDEX CONCURRENTLY /* mark:v2-index */ t_n ON t (n);\n',
  'U2__index.sql': 'DROP INDEX CONCURRENTLY /* mark:u2-index */ t_n;\n',
  'V3__again.sql':
    "UPDATE /* mark:v3-update */ t SET n = n * 3;\nINSERT /* mark:v3-insert */ INTO log VALUES ('v3');\n",
  'U3__again.sql': `UPDATE /* mark:u3-update */ t SET n = n / 3;\nINSERT /* mark:u3-insert */ INTO log VALUES ('u3');\n${decided}`,
}

/** Short enough for a test, long enough for a busy machine. */
export const timeouts: Readonly<Record<string, number>> = { lock: 20_000, lease: 90_000, idle: 4_000 }

/** Finds the statement itself, not a journal row or a stored plan that quotes it. */
export const statement = (mark: string): RegExp => new RegExp(`^(?![^]*\\(project, )[^]*mark:${mark} `)

/** Finds the write of a journal row. */
export const entry = (type: string, migration = ''): RegExp =>
  new RegExp(`INSERT INTO [^]*journal"? \\(project, [^]*'${type}'[^]*${migration}`)
/** Finds the one message of a transaction that has this statement in it. */
export const whole = (mark: string): RegExp => new RegExp(`BEGIN [^]*mark:${mark} [^]*\\bCOMMIT\\s*$`)
/** Finds the end of a transaction. */
export const commit: RegExp = /\bCOMMIT\s*$/

/** Points of an apply of {@link migrations} in the order in which they come. */
export const moments: Readonly<Record<string, Omit<Moment, 'at'>>> = {
  'journal-run-started': { match: entry('run-started') },
  'journal-row-of-transaction': { match: entry('landed', 'V1__count') },
  'statement-in-transaction': { match: statement('v1-update') },
  commit: { after: statement('v1-insert'), match: commit },
  'journal-intent': { match: entry('intent') },
  concurrently: { match: statement('v2-index') },
  'journal-outcome': { after: statement('v2-index'), match: entry('landed') },
  'whole-transaction': { match: whole('v3-insert') },
  'journal-run-ended': { match: entry('run-ended') },
}
