import type { Files } from '../project.ts'
import type { Moment } from '../proxy.ts'

/** Tables that are there before; none of what the migrations do to them may happen twice. */
export const prepare: readonly string[] = [
  'CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL, old VARCHAR(20))',
  'CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(20) NOT NULL)',
  'CREATE TABLE gone (id INT PRIMARY KEY, n INT)',
  'INSERT INTO t (id, n) VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)',
]

/** Rows are counted up in a transaction, then the table is changed outside one. A repeat of either would be seen. */
export const migrations: Files = {
  'V1__count.sql':
    "UPDATE /* mark:v1-update */ t SET n = n + 1;\nINSERT /* mark:v1-insert */ INTO log (what) VALUES ('v1');\n",
  'V2__index.sql': 'CREATE INDEX /* mark:v2-index */ t_n ON t (n);\n',
  'V3__again.sql':
    "UPDATE /* mark:v3-update */ t SET n = n * 3;\nINSERT /* mark:v3-insert */ INTO log (what) VALUES ('v3');\n",
}

/** Seven kinds of DDL, one statement each, whose reverses bring back the very catalog. */
export const seven: Readonly<Record<string, string>> = {
  'create-table': 'CREATE TABLE /* mark:create-table */ made (id INT PRIMARY KEY, t_id INT)',
  'add-column': "ALTER TABLE /* mark:add-column */ t ADD COLUMN status VARCHAR(20) NOT NULL DEFAULT 'new' AFTER id",
  'modify-column': 'ALTER TABLE /* mark:modify-column */ t MODIFY n BIGINT NOT NULL',
  'create-index': 'CREATE UNIQUE INDEX /* mark:create-index */ t_n ON t (n)',
  'add-constraint':
    'ALTER TABLE /* mark:add-constraint */ made ADD CONSTRAINT made_t FOREIGN KEY (t_id) REFERENCES t (id)',
  'rename-table': 'RENAME TABLE /* mark:rename-table */ log TO story',
  'drop-table': 'DROP TABLE /* mark:drop-table */ gone',
}

/** All seven as one migration. */
export const sevenFiles: Files = {
  'V1__seven.sql': `-- slipway:allow SW-DATA-LOSS gone is empty\n${Object.values(seven).join(';\n')};\n`,
}

/** Short enough for a test, long enough for a busy machine. */
export const timeouts: Readonly<Record<string, number>> = { lock: 20_000, lease: 90_000, idle: 4_000 }

/** Finds the statement itself, not a journal row or a stored plan that quotes it. */
export const statement = (mark: string): RegExp => new RegExp(`^(?!EXECUTE |PREPARE )[^]*mark:${mark} `)

/** Finds the write of a journal row, whose keys are in the order of the alphabet. */
export const entry = (type: string, migration?: string): RegExp => {
  const about = migration === undefined ? '' : `"migration":"${migration}"(?:(?!"migration":)[^])*`
  return new RegExp(`^EXECUTE [^]*${about}"type":"${type}"`)
}

/** Finds the write of the outcome of one statement together with the intent of the next. */
export const outcomeWithIntent: RegExp = /^EXECUTE [^]*"type":"landed"[^]*"type":"intent"/

/** Finds the end of a transaction. */
export const commit: RegExp = /^COMMIT$/

/** Points of an apply of {@link migrations} in the order in which they come. Entries alone are committed as they are written. */
export const moments: Readonly<Record<string, Omit<Moment, 'at'>>> = {
  'journal-run-started': { match: entry('run-started') },
  'journal-row-of-transaction': { match: entry('landed', 'V1') },
  'statement-in-transaction': { match: statement('v1-update') },
  commit: { after: statement('v1-insert'), match: commit },
  'journal-intent': { match: entry('intent') },
  ddl: { match: statement('v2-index') },
  'journal-outcome': { after: statement('v2-index'), match: entry('landed') },
  'journal-run-ended': { match: entry('run-ended') },
}
