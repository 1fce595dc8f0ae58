import type { DdlSpecimen } from '../specimens.ts'

type Rest = Pick<DdlSpecimen, 'before' | 'text' | 'verb' | 'changes'> & Partial<DdlSpecimen>

const inside = (id: string, rest: Rest): DdlSpecimen => ({
  id,
  transaction: 'inside',
  recovery: 'atomic',
  reversal: 'exact',
  ...rest,
})

const probed = (id: string, rest: Rest): DdlSpecimen => ({
  id,
  transaction: 'outside',
  recovery: 'probed',
  reversal: 'exact',
  ...rest,
})

/** A table of its own for each specimen, with rows. */
const table = (name: string, more = ''): readonly string[] => [
  `CREATE TABLE ${name} (id integer PRIMARY KEY, n integer DEFAULT 7, note text${more})`,
  `INSERT INTO ${name} SELECT g, g % 10, 'row ' || g FROM generate_series(1, 50) g`,
]

export const postgresDdl: readonly DdlSpecimen[] = [
  inside('create-table', {
    before: [],
    text: "CREATE TABLE d_made (id serial PRIMARY KEY, n integer NOT NULL DEFAULT 1 CHECK (n > 0), note text DEFAULT 'a''b')",
    verb: 'create table',
    changes: ['table:public.d_made', 'column:public.d_made.n', 'constraint:public.d_made.d_made_n_check'],
  }),
  inside('drop-table', {
    before: table('d_gone'),
    text: 'DROP TABLE d_gone',
    verb: 'drop table',
    reversal: 'schema-only',
    changes: ['table:public.d_gone', 'column:public.d_gone.note'],
  }),
  inside('rename-table', {
    before: table('d_old'),
    text: 'ALTER TABLE d_old RENAME TO d_new',
    verb: 'rename table',
    changes: ['table:public.d_old', 'table:public.d_new'],
  }),
  inside('add-column', {
    before: table('d_wider'),
    text: "ALTER TABLE d_wider ADD COLUMN status text NOT NULL DEFAULT 'new'",
    verb: 'alter table',
    changes: ['column:public.d_wider.status'],
  }),
  inside('drop-column', {
    before: table('d_narrower'),
    text: 'ALTER TABLE d_narrower DROP COLUMN note',
    verb: 'alter table',
    reversal: 'schema-only',
    changes: ['column:public.d_narrower.note'],
  }),
  inside('set-default', {
    before: table('d_default'),
    text: 'ALTER TABLE d_default ALTER COLUMN n SET DEFAULT 8',
    verb: 'alter table',
    changes: ['column:public.d_default.n'],
  }),
  inside('set-not-null', {
    before: table('d_null'),
    text: 'ALTER TABLE d_null ALTER COLUMN n SET NOT NULL',
    verb: 'alter table',
    changes: ['column:public.d_null.n'],
  }),
  inside('widen-column', {
    before: table('d_type'),
    text: 'ALTER TABLE d_type ALTER COLUMN n TYPE bigint',
    verb: 'alter table',
    changes: ['column:public.d_type.n'],
  }),
  inside('add-check', {
    before: table('d_check'),
    text: 'ALTER TABLE d_check ADD CONSTRAINT d_few CHECK (n < 100)',
    verb: 'alter table',
    changes: ['constraint:public.d_check.d_few'],
  }),
  inside('add-foreign-key', {
    before: [...table('d_parent'), ...table('d_child')],
    text: 'ALTER TABLE d_child ADD CONSTRAINT d_child_parent FOREIGN KEY (id) REFERENCES d_parent ON DELETE CASCADE',
    verb: 'alter table',
    changes: ['constraint:public.d_child.d_child_parent'],
  }),
  inside('create-index', {
    before: table('d_indexed'),
    text: 'CREATE INDEX d_by_n ON d_indexed (n DESC, lower(note)) WHERE n > 1',
    verb: 'create index',
    changes: ['index:public.d_by_n'],
  }),
  inside('drop-index', {
    before: [...table('d_unindexed'), 'CREATE UNIQUE INDEX d_by_id ON d_unindexed (id, n)'],
    text: 'DROP INDEX d_by_id',
    verb: 'drop index',
    changes: ['index:public.d_by_id'],
  }),
  inside('create-view', {
    before: table('d_viewed'),
    text: 'CREATE VIEW d_view AS SELECT id, n + 1 AS more FROM d_viewed WHERE n > 2',
    verb: 'create view',
    changes: ['view:public.d_view'],
  }),
  inside('create-function', {
    before: [],
    text: "CREATE FUNCTION d_twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
    verb: 'create function',
    changes: ['function:public.d_twice(integer)'],
  }),
  inside('comment', {
    before: table('d_said'),
    text: "COMMENT ON COLUMN d_said.note IS 'it''s said'",
    verb: 'comment',
    changes: ['comment:column:public.d_said.note'],
  }),
  inside('add-enum-value', {
    before: ["CREATE TYPE d_mood AS ENUM ('sad', 'ok')"],
    text: "ALTER TYPE d_mood ADD VALUE 'glad' BEFORE 'ok'",
    verb: 'alter type',
    transaction: 'own',
    reversal: 'none',
    changes: ['type:public.d_mood'],
  }),
  probed('create-index-concurrently', {
    before: table('d_busy'),
    text: 'CREATE UNIQUE INDEX CONCURRENTLY d_busy_n ON d_busy (id, n)',
    verb: 'create index',
    changes: ['index:public.d_busy_n'],
    held: 'UPDATE d_busy SET note = note',
    // A build that meets a duplicate leaves an INVALID index, as an interrupted one does.
    partial: {
      make: [
        'ALTER TABLE d_busy DROP CONSTRAINT d_busy_pkey',
        'INSERT INTO d_busy SELECT * FROM d_busy WHERE id = 1',
        { fails: 'CREATE UNIQUE INDEX CONCURRENTLY d_busy_n ON d_busy (id, n)' },
        'DELETE FROM d_busy WHERE id = 1',
        'ALTER TABLE d_busy ADD CONSTRAINT d_busy_pkey PRIMARY KEY (id)',
        'INSERT INTO d_busy VALUES (1, 1)',
      ],
      outcome: 'partial',
    },
  }),
  probed('drop-index-concurrently', {
    before: [...table('d_calm'), 'CREATE INDEX d_calm_n ON d_calm (n)'],
    text: 'DROP INDEX CONCURRENTLY d_calm_n',
    verb: 'drop index',
    changes: ['index:public.d_calm_n'],
    held: 'SELECT * FROM d_calm FOR UPDATE',
    partial: { impossible: 'a drop whose first phase was cut short is seen only while the server ends it' },
  }),
]
