import type { DdlSpecimen } from '@slipway/testkit/conformance'

type Rest = Pick<DdlSpecimen, 'before' | 'text' | 'verb' | 'changes'> & Partial<DdlSpecimen>

const specimen = (id: string, rest: Rest): DdlSpecimen => ({
  id,
  transaction: 'inside',
  recovery: 'atomic',
  reversal: 'exact',
  ...rest,
})

const table = (name: string): readonly string[] => [
  `CREATE TABLE ${name} (id integer PRIMARY KEY, n integer DEFAULT 7, note text)`,
  `INSERT INTO ${name} VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 3, NULL)`,
]

/** Changes of the schema, with what the dialect claims of each. */
export const ddl: readonly DdlSpecimen[] = [
  specimen('create-table', {
    before: [],
    text: "CREATE TABLE made (id integer PRIMARY KEY, n integer NOT NULL CHECK (n > 0), note text DEFAULT 'a''b') STRICT",
    verb: 'create table',
    changes: ['table:made'],
  }),
  specimen('drop-table', {
    before: [...table('gone'), 'CREATE INDEX gone_by_n ON gone (n)'],
    text: 'DROP TABLE gone',
    verb: 'drop table',
    reversal: 'schema-only',
    changes: ['table:gone', 'index:gone_by_n'],
  }),
  specimen('rename-table', {
    before: table('old_name'),
    text: 'ALTER TABLE old_name RENAME TO new_name',
    verb: 'alter table',
    changes: ['table:old_name', 'table:new_name'],
  }),
  specimen('rename-column', {
    before: table('renamed'),
    text: 'ALTER TABLE renamed RENAME COLUMN note TO "new note"',
    verb: 'alter table',
    changes: ['table:renamed'],
  }),
  specimen('add-column', {
    before: table('wider'),
    text: "ALTER TABLE wider ADD COLUMN status text NOT NULL DEFAULT 'new'",
    verb: 'alter table',
    changes: ['table:wider'],
  }),
  specimen('drop-column', {
    before: table('narrower'),
    text: 'ALTER TABLE narrower DROP COLUMN note',
    verb: 'alter table',
    reversal: 'none',
    changes: ['table:narrower'],
  }),
  specimen('create-index', {
    before: table('indexed'),
    text: 'CREATE UNIQUE INDEX by_n ON indexed (n DESC, lower(note)) WHERE n > 1',
    verb: 'create index',
    changes: ['index:by_n'],
  }),
  specimen('drop-index', {
    before: [...table('unindexed'), 'CREATE INDEX by_note ON unindexed (note COLLATE nocase)'],
    text: 'DROP INDEX by_note',
    verb: 'drop index',
    changes: ['index:by_note'],
  }),
  specimen('create-view', {
    before: table('viewed'),
    text: 'CREATE VIEW seen AS SELECT id, n + 1 AS more FROM viewed WHERE n > 2',
    verb: 'create view',
    changes: ['view:seen'],
  }),
  specimen('create-trigger', {
    before: table('watched'),
    text: 'CREATE TRIGGER watch AFTER INSERT ON watched BEGIN UPDATE watched SET n = CASE WHEN n > 1 THEN 1 END; END',
    verb: 'create trigger',
    changes: ['trigger:watch'],
  }),
  specimen('drop-trigger', {
    before: [...table('free'), 'CREATE TRIGGER freed BEFORE DELETE ON free BEGIN SELECT 1; END'],
    text: 'DROP TRIGGER freed',
    verb: 'drop trigger',
    changes: ['trigger:freed'],
  }),
]
