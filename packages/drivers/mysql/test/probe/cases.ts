import type { Probe } from '@slipway/core/plugin'
import type { Flavor } from '../../src/dialect/syntax.ts'

/** A statement that was interrupted, what became of it on a real server, and what the probe must say. */
export interface ProbeCase {
  readonly title?: string
  readonly setup: readonly string[]
  readonly statement: string
  /** What took effect after the look before: the statement, a part of it, nothing, or somebody else's. Errors count for nothing. */
  readonly meanwhile: readonly string[]
  readonly expected: Probe['outcome']
  /** A remedy brings the rest about. */
  readonly finished?: boolean
  readonly on?: Flavor
}

const table =
  'CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b VARCHAR(20), KEY t_a (a), CONSTRAINT few CHECK (a < 9))'
const parent = 'CREATE TABLE p (id INT NOT NULL PRIMARY KEY)'

/** Both sides of one statement: not run, and run. */
const both = (statement: string, setup: readonly string[] = [table, parent], on?: Flavor): readonly ProbeCase[] => [
  { setup, statement, meanwhile: [], expected: 'absent', ...(on && { on }) },
  { setup, statement, meanwhile: [statement], expected: 'landed', ...(on && { on }) },
]

const one = (expected: Probe['outcome'], statement: string, rest: Partial<ProbeCase>): ProbeCase => ({
  setup: [table, parent],
  meanwhile: [],
  ...rest,
  statement,
  expected,
})

const view = 'CREATE VIEW v AS SELECT id FROM t'
const trigger = 'CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1'
const event = 'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1'
const parts =
  'CREATE TABLE s (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (9), PARTITION p1 VALUES LESS THAN (99))'

export const probeCases: readonly ProbeCase[] = [
  ...both('CREATE TABLE fresh (id INT, `Odd Name` INT)'),
  ...both('CREATE TABLE fresh LIKE t'),
  ...both('CREATE TABLE fresh AS SELECT id FROM t'),
  one('landed', 'CREATE TABLE IF NOT EXISTS t (id INT)', { title: 'skipped' }),
  one('absent', 'CREATE TABLE t (id INT)', { title: 'there before', meanwhile: ['CREATE TABLE t (id INT)'] }),
  one('unknown', 'CREATE TABLE fresh (id INT)', {
    title: 'another one',
    meanwhile: ['CREATE TABLE fresh (other INT)'],
  }),
  one('unknown', 'CREATE OR REPLACE TABLE t (id INT NOT NULL PRIMARY KEY)', {
    title: 'replaced by somebody',
    meanwhile: ['ALTER TABLE t ADD c INT'],
  }),
  one('landed', 'CREATE OR REPLACE TABLE t (x INT)', {
    meanwhile: ['CREATE OR REPLACE TABLE t (x INT)'],
    on: 'mariadb',
  }),
  one('absent', 'CREATE OR REPLACE TABLE t (x INT)', {
    title: 'old one gone',
    meanwhile: ['DROP TABLE t'],
    on: 'mariadb',
  }),

  ...both('DROP TABLE t'),
  ...both('DROP TABLE t, p'),
  one('partial', 'DROP TABLE t, p', { meanwhile: ['DROP TABLE t'], finished: true }),
  one('landed', 'DROP TABLE IF EXISTS nowhere, t', { meanwhile: ['DROP TABLE IF EXISTS nowhere, t'] }),
  one('landed', 'DROP TABLE IF EXISTS nowhere', { title: 'skipped' }),
  one('absent', 'DROP TABLE nowhere', { title: 'nothing to drop', meanwhile: ['DROP TABLE nowhere'] }),
  one('absent', 'DROP TABLE t, nowhere', { title: 'failed whole', meanwhile: ['DROP TABLE t, nowhere'], on: 'mysql' }),
  one('partial', 'DROP TABLE t, nowhere', {
    title: 'failed, and dropped',
    meanwhile: ['DROP TABLE t, nowhere'],
    on: 'mariadb',
  }),
  one('unknown', 'DROP TABLE t', {
    title: 'made anew',
    meanwhile: ['DROP TABLE t', 'CREATE TABLE t (id INT) COMMENT "x"'],
  }),

  ...both('RENAME TABLE t TO u'),
  ...both('RENAME TABLE t TO aside, p TO t, aside TO p'),
  one('partial', 'RENAME TABLE t TO aside, p TO t, aside TO p', {
    meanwhile: ['RENAME TABLE t TO aside, p TO t'],
    finished: true,
  }),
  one('absent', 'RENAME TABLE t TO u, nowhere TO v', {
    title: 'failed whole',
    meanwhile: ['RENAME TABLE t TO u, nowhere TO v'],
  }),
  one('unknown', 'RENAME TABLE one TO aside, two TO one, aside TO two', {
    title: 'look alike',
    setup: ['CREATE TABLE one (a INT)', 'CREATE TABLE two (a INT)'],
    meanwhile: ['RENAME TABLE one TO aside, two TO one, aside TO two'],
  }),
  one('landed', 'RENAME TABLE v TO w', { title: 'a view', setup: [table, view], meanwhile: ['RENAME TABLE v TO w'] }),

  ...both('ALTER TABLE t ADD COLUMN c INT AFTER id'),
  ...both('ALTER TABLE t DROP COLUMN b'),
  ...both('ALTER TABLE t MODIFY a BIGINT NOT NULL'),
  ...both('ALTER TABLE t MODIFY b VARCHAR(20) FIRST'),
  ...both('ALTER TABLE t CHANGE b c VARCHAR(30)'),
  ...both('ALTER TABLE t RENAME COLUMN b TO c'),
  ...both('ALTER TABLE t ALTER a SET DEFAULT 5'),
  ...both('ALTER TABLE t ADD INDEX (b), ADD UNIQUE (b, a)'),
  ...both('ALTER TABLE t DROP INDEX t_a'),
  ...both('ALTER TABLE t DROP INDEX t_a, ADD INDEX t_a (b)'),
  ...both('ALTER TABLE t RENAME INDEX t_a TO t_b'),
  ...both('ALTER TABLE t DROP PRIMARY KEY'),
  ...both('ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, a)'),
  ...both('ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p (id)'),
  ...both('ALTER TABLE t ADD CONSTRAINT more CHECK (a > 1)'),
  ...both('ALTER TABLE t DROP CONSTRAINT few'),
  ...both("ALTER TABLE t COMMENT 'new', ADD COLUMN c INT"),
  ...both('ALTER TABLE t CONVERT TO CHARACTER SET ascii'),
  ...both('ALTER TABLE t RENAME TO u'),
  ...both('ALTER TABLE t RENAME TO u, ADD COLUMN c INT'),
  ...both('ALTER TABLE s DROP PARTITION p0', [parts]),
  ...both('ALTER TABLE s REMOVE PARTITIONING', [parts]),
  ...both('ALTER TABLE t ALTER INDEX t_a INVISIBLE', [table], 'mysql'),
  ...both('ALTER TABLE t ALTER CHECK few NOT ENFORCED', [table], 'mysql'),
  ...both('ALTER TABLE t ADD SYSTEM VERSIONING', [table], 'mariadb'),
  one('absent', 'ALTER TABLE t ENGINE = InnoDB', {
    title: 'nothing to see',
    meanwhile: ['ALTER TABLE t ENGINE = InnoDB'],
  }),
  one('absent', 'ALTER TABLE t MODIFY a INT', { title: 'nothing to see', meanwhile: ['ALTER TABLE t MODIFY a INT'] }),
  one('absent', 'ALTER TABLE nowhere ADD a INT', { title: 'no table', meanwhile: ['ALTER TABLE nowhere ADD a INT'] }),
  one('absent', 'ALTER TABLE t ADD a INT', { title: 'failed', meanwhile: ['ALTER TABLE t ADD a INT'] }),
  one('absent', 'ALTER TABLE t ADD COLUMN c INT, ADD COLUMN a INT', {
    title: 'failed whole',
    meanwhile: ['ALTER TABLE t ADD COLUMN c INT, ADD COLUMN a INT'],
  }),
  one('partial', 'ALTER TABLE t ADD COLUMN c INT, ADD COLUMN d INT', {
    title: 'half by others',
    meanwhile: ['ALTER TABLE t ADD COLUMN c INT'],
  }),
  one('absent', 'ALTER TABLE t ADD COLUMN c INT', {
    title: 'others altered it',
    meanwhile: ['ALTER TABLE t ADD COLUMN x INT'],
  }),
  one('unknown', 'ALTER TABLE t FORCE', { title: 'others altered it', meanwhile: ['ALTER TABLE t ADD COLUMN x INT'] }),
  one('unknown', 'ALTER TABLE t ADD COLUMN c INT', { title: 'gone', meanwhile: ['DROP TABLE t'] }),

  ...both('CREATE INDEX t_b ON t (b(3))'),
  ...both('CREATE UNIQUE INDEX `Odd Name` ON t (b DESC)'),
  ...both('DROP INDEX t_a ON t'),
  one('absent', 'CREATE INDEX t_a ON t (b)', { title: 'there before', meanwhile: ['CREATE INDEX t_a ON t (b)'] }),
  ...both('CREATE OR REPLACE INDEX t_a ON t (b)', [table], 'mariadb'),

  ...both(view),
  ...both('CREATE OR REPLACE VIEW v AS SELECT a FROM t', [table, view]),
  ...both('ALTER VIEW v AS SELECT a FROM t', [table, view]),
  ...both('DROP VIEW v', [table, view]),
  one('absent', 'CREATE OR REPLACE VIEW v AS SELECT id FROM t', {
    title: 'the same',
    setup: [table, view],
    meanwhile: ['CREATE OR REPLACE VIEW v AS SELECT id FROM t'],
  }),
  one('partial', 'DROP VIEW v, w', {
    setup: [table, view, 'CREATE VIEW w AS SELECT 1'],
    meanwhile: ['DROP VIEW v'],
    finished: true,
  }),
  ...both(trigger),
  ...both('DROP TRIGGER r', [table, trigger]),
  one('landed', 'DROP TRIGGER IF EXISTS r', { title: 'skipped' }),
  ...both('CREATE PROCEDURE q() SELECT 1'),
  ...both("ALTER PROCEDURE q COMMENT 'x'", ['CREATE PROCEDURE q() SELECT 1']),
  ...both('DROP PROCEDURE q', ['CREATE PROCEDURE q() SELECT 1']),
  ...both('CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1'),
  ...both('DROP PROCEDURE Q', ['CREATE PROCEDURE q() SELECT 1']),
  ...both('ALTER TABLE t DROP COLUMN B'),
  one('unknown', 'ALTER TABLE t DROP COLUMN b, ADD COLUMN B VARCHAR(20)', {
    title: 'looks as before, and is empty',
    setup: ['CREATE TABLE t (id INT, b VARCHAR(20))'],
    meanwhile: ['ALTER TABLE t DROP COLUMN b, ADD COLUMN b VARCHAR(20)'],
  }),
  ...both('DROP FUNCTION f', ['CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1']),
  ...both(event),
  ...both('ALTER EVENT e ENABLE', [event]),
  ...both('ALTER EVENT e RENAME TO g', [event]),
  ...both('DROP EVENT e', [event]),
  one('landed', 'CREATE PROCEDURE IF NOT EXISTS q() SELECT 2', {
    title: 'skipped',
    setup: ['CREATE PROCEDURE q() SELECT 1'],
  }),
  ...both('CREATE SEQUENCE n', [], 'mariadb'),
  ...both('DROP SEQUENCE n', ['CREATE SEQUENCE n'], 'mariadb'),
  one('unknown', 'CREATE OR REPLACE SEQUENCE n', {
    title: 'numbers handed out since would come again',
    setup: ['CREATE SEQUENCE n'],
    meanwhile: ['CREATE OR REPLACE SEQUENCE n'],
    on: 'mariadb',
  }),
  one('landed', 'ALTER SEQUENCE n INCREMENT BY 5', {
    setup: ['CREATE SEQUENCE n'],
    meanwhile: ['ALTER SEQUENCE n INCREMENT BY 5'],
    on: 'mariadb',
  }),
  one('unknown', 'ALTER SEQUENCE n RESTART 5', {
    setup: ['CREATE SEQUENCE n'],
    meanwhile: ['ALTER SEQUENCE n RESTART 5'],
    on: 'mariadb',
  }),
  ...both('ALTER DATABASE CHARACTER SET ascii', []),
]
