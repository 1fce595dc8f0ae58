import type { DdlSpecimen } from '@slipway/testkit/conformance'

type Rest = Pick<DdlSpecimen, 'before' | 'text' | 'verb' | 'changes'> & Partial<DdlSpecimen>

const probed = (id: string, rest: Rest): DdlSpecimen => ({
  id,
  transaction: 'outside',
  recovery: 'probed',
  reversal: 'exact',
  partial: { impossible: 'the server does it whole or not at all' },
  ...rest,
})

/** A table of its own for each specimen, with rows. */
const table = (name: string, more = ''): readonly string[] => [
  `CREATE TABLE ${name} (id INT PRIMARY KEY, n INT DEFAULT 7, note VARCHAR(40)${more})`,
  `INSERT INTO ${name} (id, n, note) VALUES (1, 1, 'one'), (2, 2, 'two'), (3, 3, NULL)`,
]

/** Changes of the schema, with what the dialect claims of each. */
export const ddl = (flavor: 'mysql' | 'mariadb'): readonly DdlSpecimen[] => [
  probed('create-table', {
    before: [],
    text: "CREATE TABLE d_made (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL DEFAULT 1, note VARCHAR(20) DEFAULT 'a''b', KEY d_made_n (n))",
    verb: 'create table',
    changes: ['table:d_made', 'column:d_made.n', 'index:d_made.d_made_n'],
  }),
  probed('add-column', {
    before: table('d_wider'),
    text: "ALTER TABLE d_wider ADD COLUMN status VARCHAR(10) NOT NULL DEFAULT 'new'",
    verb: 'alter table',
    changes: ['column:d_wider.status'],
    held: 'SELECT * FROM d_wider',
  }),
  probed('create-index', {
    before: table('d_indexed'),
    text: 'CREATE INDEX d_by_n ON d_indexed (n DESC, note(10))',
    verb: 'create index',
    changes: ['index:d_indexed.d_by_n'],
    held: 'SELECT * FROM d_indexed FOR UPDATE',
  }),
  probed('drop-table', {
    before: table('d_gone'),
    text: 'DROP TABLE d_gone',
    verb: 'drop table',
    reversal: 'schema-only',
    changes: ['table:d_gone', 'column:d_gone.note'],
  }),
  probed('drop-two-tables', {
    before: [...table('d_first'), ...table('d_second')],
    text: 'DROP TABLE d_first, d_second',
    verb: 'drop table',
    reversal: 'schema-only',
    changes: ['table:d_first', 'table:d_second'],
    partial: { make: ['DROP TABLE d_first'], outcome: 'partial' },
  }),
  probed('rename-table', {
    before: table('d_old'),
    text: 'RENAME TABLE d_old TO d_new',
    verb: 'rename table',
    changes: ['table:d_old', 'table:d_new'],
  }),
  probed('drop-column', {
    before: table('d_narrower'),
    text: 'ALTER TABLE d_narrower DROP COLUMN note',
    verb: 'alter table',
    reversal: 'schema-only',
    changes: ['column:d_narrower.note'],
  }),
  probed('set-default', {
    before: table('d_default'),
    text: 'ALTER TABLE d_default ALTER COLUMN n SET DEFAULT 8',
    verb: 'alter table',
    changes: ['column:d_default.n'],
  }),
  probed('modify-column', {
    before: table('d_type'),
    text: 'ALTER TABLE d_type MODIFY n BIGINT NOT NULL DEFAULT 7',
    verb: 'alter table',
    changes: ['column:d_type.n'],
  }),
  probed('add-check', {
    before: table('d_check'),
    text: 'ALTER TABLE d_check ADD CONSTRAINT d_few CHECK (n < 100)',
    verb: 'alter table',
    changes: ['constraint:d_check.d_few'],
  }),
  probed('add-foreign-key', {
    before: [...table('d_parent'), ...table('d_child')],
    text: 'ALTER TABLE d_child ADD CONSTRAINT d_child_parent FOREIGN KEY (id) REFERENCES d_parent (id) ON DELETE CASCADE',
    verb: 'alter table',
    changes: ['constraint:d_child.d_child_parent'],
  }),
  probed('drop-index', {
    before: table('d_unindexed', ', UNIQUE KEY d_by_id (id, n)'),
    text: 'DROP INDEX d_by_id ON d_unindexed',
    verb: 'drop index',
    changes: ['index:d_unindexed.d_by_id'],
  }),
  probed('create-view', {
    before: table('d_viewed'),
    text: 'CREATE VIEW d_view AS SELECT id, n + 1 AS more FROM d_viewed WHERE n > 2',
    verb: 'create view',
    changes: ['view:d_view'],
  }),
  probed('create-function', {
    before: [],
    text: 'CREATE FUNCTION d_twice(n INT) RETURNS INT DETERMINISTIC NO SQL RETURN n * 2',
    verb: 'create function',
    changes: [flavor === 'mysql' ? 'function:d_twice' : 'function:d_twice'],
  }),
  probed('create-trigger', {
    before: table('d_touched'),
    text: 'CREATE TRIGGER d_touch BEFORE UPDATE ON d_touched FOR EACH ROW SET NEW.n = NEW.n + 1',
    verb: 'create trigger',
    changes: ['trigger:d_touch'],
  }),
]
