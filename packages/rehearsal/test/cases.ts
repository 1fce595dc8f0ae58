import type { ReversalClass } from '@slipway/core'
import type { FailureOf } from '../src/index.ts'

/** A migration `V2` upon a first one, and what a rehearsal of it must say. */
export interface Case {
  readonly title: string
  /** The schema, and the rows, that are there before. */
  readonly before: string
  readonly up: string
  readonly down?: string | null
  readonly allow?: readonly string[]
}

export interface Defect extends Case {
  readonly of: FailureOf
  readonly object?: string
  readonly before_?: string | RegExp
  readonly after_?: string | RegExp
  /** `down:2` is line 2 of the down's file. */
  readonly at?: string
  readonly cure?: RegExp
}

export interface Sound extends Case {
  readonly class: ReversalClass
}

const orders = `CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL DEFAULT '', amount numeric(10,2), placed timestamptz);
INSERT INTO orders SELECT n, 'note ' || n, n, timestamptz '2026-01-01 00:00+00' FROM generate_series(1, 10) n;`
const none = `CREATE TABLE orders (id bigint PRIMARY KEY, note text NOT NULL DEFAULT '', amount numeric(10,2), placed timestamptz);`
const double = (body: string): string =>
  `CREATE OR REPLACE FUNCTION double(n int) RETURNS int LANGUAGE sql AS $$ ${body} $$;`

/** The kinds of defect that real chains have. */
export const defects: readonly Defect[] = [
  {
    title: 'a column brought back without NOT NULL and DEFAULT',
    before: none,
    up: 'ALTER TABLE orders DROP COLUMN note;',
    down: '\nALTER TABLE orders ADD COLUMN note text;',
    of: 'differs',
    object: 'column:public.orders.note',
    before_: /NOT NULL.*DEFAULT|DEFAULT.*NOT NULL/,
    after_: /^(?!.*NOT NULL)(?!.*DEFAULT)/,
    at: 'down:2',
    cure: /ADD COLUMN note text.*NOT NULL/,
  },
  {
    title: 'a column that lost NOT NULL',
    before: none,
    up: 'ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;',
    down: "ALTER TABLE orders ALTER COLUMN note SET DEFAULT '';",
    of: 'differs',
    object: 'column:public.orders.note',
    before_: /NOT NULL/,
    at: 'down:1',
    cure: /ALTER COLUMN note SET NOT NULL/,
  },
  {
    title: 'a column that lost its DEFAULT',
    before: none,
    up: 'ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;',
    down: 'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;',
    of: 'differs',
    object: 'column:public.orders.note',
    before_: /DEFAULT/,
    at: 'down:1',
    cure: /SET DEFAULT/,
  },
  {
    title: 'an empty down',
    before: none,
    up: 'CREATE INDEX orders_placed ON orders (placed);',
    down: '',
    of: 'left-behind',
    object: 'index:public.orders_placed',
    at: 'down:1',
    cure: /DROP INDEX.*orders_placed/,
  },
  {
    title: 'a misspelt table name',
    before: none,
    up: 'CREATE TABLE invoices (id int);',
    down: '-- the name is wrong\nDROP TABLE invoces;',
    of: 'down-failed',
    at: 'down:2',
  },
  {
    title: 'an enum label that stays',
    before: "CREATE TYPE state AS ENUM ('a', 'b');",
    up: "ALTER TYPE state ADD VALUE 'c';",
    down: '',
    of: 'differs',
    object: 'type:public.state',
    after_: /'c'/,
    at: 'down:1',
  },
  {
    title: 'a function left behind',
    before: none,
    up: `${double('SELECT 2 * n')}\nCREATE TABLE t (id int);`,
    down: 'DROP TABLE t;',
    of: 'left-behind',
    object: 'function:public.double(integer)',
    cure: /DROP FUNCTION/,
  },
  {
    title: 'a trigger left behind',
    before: `${none}\nCREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;`,
    up: 'CREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp();\nCREATE TABLE t (id int);',
    down: 'DROP TABLE t;',
    of: 'left-behind',
    object: 'trigger:public.orders.stamp',
    cure: /DROP TRIGGER/,
  },
  {
    title: 'an extension left behind',
    before: none,
    up: 'CREATE EXTENSION pgcrypto;\nCREATE TABLE t (id int);',
    down: 'DROP TABLE t;',
    of: 'left-behind',
    object: 'extension:pgcrypto',
    cure: /DROP EXTENSION/,
  },
  {
    title: 'a replaced function whose body is not restored',
    before: double('SELECT 2 * n'),
    up: double('SELECT n + n'),
    down: '',
    of: 'differs',
    object: 'function:public.double(integer)',
    before_: /2 \* n/,
    after_: /n \+ n/,
    cure: /2 \* n/,
  },
  {
    title: 'a timestamptz brought back as timestamp',
    before: none,
    up: 'ALTER TABLE orders ALTER COLUMN placed TYPE date;',
    down: 'ALTER TABLE orders ALTER COLUMN placed TYPE timestamp;',
    of: 'differs',
    object: 'column:public.orders.placed',
    before_: /with time zone|timestamptz/,
  },
  {
    title: 'another length of varchar',
    before: 'CREATE TABLE t (code varchar(20));',
    up: 'ALTER TABLE t ALTER COLUMN code TYPE varchar(64);',
    down: 'ALTER TABLE t ALTER COLUMN code TYPE varchar(32);',
    of: 'differs',
    object: 'column:public.t.code',
    before_: /\(20\)/,
    after_: /\(32\)/,
  },
  {
    title: "an index's expression that is not restored",
    before: `${none}\nCREATE INDEX orders_note ON orders (lower(note));`,
    up: 'DROP INDEX orders_note;',
    down: 'CREATE INDEX orders_note ON orders (note);',
    of: 'differs',
    object: 'index:public.orders_note',
    before_: /lower/,
    at: 'down:1',
    cure: /lower\(note\)/,
  },
  {
    title: 'a unique constraint restored as an index',
    before: 'CREATE TABLE t (code text, CONSTRAINT t_code UNIQUE (code));',
    up: 'ALTER TABLE t DROP CONSTRAINT t_code;',
    down: 'CREATE UNIQUE INDEX t_code ON t (code);',
    of: 'not-restored',
    object: 'constraint:public.t.t_code',
  },
  {
    title: 'a type change back that needs USING',
    before: none,
    up: 'ALTER TABLE orders ALTER COLUMN id TYPE text;',
    down: 'ALTER TABLE orders ALTER COLUMN id TYPE bigint;',
    of: 'down-failed',
    at: 'down:1',
  },
  {
    title: 'rows that are lost',
    before: orders,
    up: 'DELETE FROM orders WHERE id > 7;',
    down: '',
    of: 'data',
    object: 'table:public.orders',
    before_: '10 rows',
    after_: '7 rows',
  },
  {
    title: 'rows that are left behind',
    before: none,
    up: "INSERT INTO orders (id, note) VALUES (1, 'first');",
    down: '',
    of: 'data',
    object: 'table:public.orders',
    before_: '0 rows',
    after_: '1 row',
  },
  {
    title: 'values that are lost, and the loss not accepted',
    before: orders,
    up: 'ALTER TABLE orders DROP COLUMN note;',
    down: "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';",
    of: 'data',
    object: 'table:public.orders',
  },
  {
    title: 'a second up that fails',
    before: none,
    up: 'CREATE TABLE t (id int);\nCREATE TYPE kind AS ENUM ();',
    down: 'DROP TABLE t;',
    of: 'second-up-failed',
  },
]

/** Ways back that work, among them the counterpart of each defect. */
export const sounds: readonly Sound[] = [
  {
    title: 'a column in another position',
    before: none,
    up: 'ALTER TABLE orders DROP COLUMN note;',
    down: "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';",
    class: 'schema-only',
  },
  {
    title: 'NOT NULL given back',
    before: orders,
    up: 'ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;',
    down: 'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;',
    class: 'exact',
  },
  {
    title: 'a default given back',
    before: orders,
    up: 'ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;',
    down: "ALTER TABLE orders ALTER COLUMN note SET DEFAULT '';",
    class: 'exact',
  },
  {
    title: 'an enum column filled from what is there',
    before: orders,
    up: `CREATE TYPE status AS ENUM ('pending', 'shipped');
ALTER TABLE orders ADD COLUMN status status;
UPDATE orders SET status = CASE WHEN id > 5 THEN 'shipped' ELSE 'pending' END::status;
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;`,
    down: 'ALTER TABLE orders DROP COLUMN status;\nDROP TYPE status;',
    class: 'exact',
  },
  {
    title: 'no down, the reverse derived',
    before: orders,
    up: 'CREATE INDEX orders_placed ON orders (placed);',
    class: 'exact',
  },
  {
    title: 'no down, the reverse derived when it runs',
    before: none,
    up: 'ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;',
    class: 'exact',
  },
  {
    title: 'an index built concurrently',
    before: orders,
    up: 'CREATE INDEX CONCURRENTLY orders_placed ON orders (placed);',
    down: 'DROP INDEX CONCURRENTLY orders_placed;',
    class: 'exact',
  },
  {
    title: 'an enum made anew',
    before: "CREATE TYPE state AS ENUM ('a', 'b');",
    up: "ALTER TYPE state RENAME TO state_old;\nCREATE TYPE state AS ENUM ('a', 'b', 'c');\nDROP TYPE state_old;",
    down: "ALTER TYPE state RENAME TO state_new;\nCREATE TYPE state AS ENUM ('a', 'b');\nDROP TYPE state_new;",
    class: 'exact',
  },
  {
    title: 'a function and its trigger taken away',
    before: orders,
    up: `CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER stamp BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp();`,
    down: 'DROP TRIGGER stamp ON orders;\nDROP FUNCTION stamp();',
    class: 'exact',
  },
  {
    title: "a function's body given back",
    before: double('SELECT 2 * n'),
    up: double('SELECT n + n'),
    down: double('SELECT 2 * n'),
    class: 'exact',
  },
  {
    title: 'a wider varchar and back',
    before: "CREATE TABLE t (code varchar(20)); INSERT INTO t VALUES ('a');",
    up: 'ALTER TABLE t ALTER COLUMN code TYPE varchar(64);',
    down: 'ALTER TABLE t ALTER COLUMN code TYPE varchar(20);',
    class: 'exact',
  },
  {
    title: 'a type change back with USING',
    before: orders,
    up: 'ALTER TABLE orders ALTER COLUMN id TYPE text;',
    down: 'ALTER TABLE orders ALTER COLUMN id TYPE bigint USING id::bigint;',
    class: 'exact',
  },
  {
    title: "an index's expression given back",
    before: `${orders}\nCREATE INDEX orders_note ON orders (lower(note));`,
    up: 'DROP INDEX orders_note;',
    down: 'CREATE INDEX orders_note ON orders (lower(note));',
    class: 'exact',
  },
  {
    title: 'a unique constraint given back',
    before: "CREATE TABLE t (code text, CONSTRAINT t_code UNIQUE (code)); INSERT INTO t VALUES ('a');",
    up: 'ALTER TABLE t DROP CONSTRAINT t_code;',
    down: 'ALTER TABLE t ADD CONSTRAINT t_code UNIQUE (code);',
    class: 'exact',
  },
  {
    title: 'rows put in and taken out',
    before: orders,
    up: "INSERT INTO orders (id, note) VALUES (99, 'new');",
    down: 'DELETE FROM orders WHERE id = 99;',
    class: 'exact',
  },
  {
    title: 'values that are lost, and the loss accepted',
    before: orders,
    up: 'ALTER TABLE orders DROP COLUMN note;',
    down: "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';",
    allow: ['SW-DATA-LOSS'],
    class: 'schema-only',
  },
  {
    title: 'values kept aside by the author',
    before: orders,
    up: 'CREATE TABLE kept AS SELECT id, note FROM orders;\nALTER TABLE orders DROP COLUMN note;',
    down: `ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';
UPDATE orders SET note = kept.note FROM kept WHERE kept.id = orders.id;
DROP TABLE kept;`,
    class: 'exact',
  },
  {
    title: 'a table dropped while empty',
    before: none,
    up: 'DROP TABLE orders;',
    down: none,
    class: 'schema-only',
  },
  {
    title: 'a table renamed and back',
    before: orders,
    up: 'ALTER TABLE orders RENAME TO sales;',
    down: 'ALTER TABLE sales RENAME TO orders;',
    class: 'exact',
  },
  { title: 'no way back, as its author states', before: orders, up: 'DROP TABLE orders;', down: null, class: 'none' },
]
