import type { Case } from './case.ts'

const orders = 'CREATE TABLE orders (id int NOT NULL, status text, customer int)'
const customers = `CREATE TABLE customers (id int PRIMARY KEY); ${orders}`
const fk = 'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer) REFERENCES customers (id)'
const key = 'constraint:public.orders.fk'
const partitioned =
  'CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)'
const index = ['index:public.i']

export const constraintCases: readonly Case[] = [
  {
    title: 'primary key added',
    setup: orders,
    change: 'ALTER TABLE orders ADD PRIMARY KEY (id)',
    names: ['constraint:public.orders.orders_pkey'],
  },
  {
    title: 'primary key renamed',
    setup: 'CREATE TABLE t (id int PRIMARY KEY)',
    change: 'ALTER TABLE t RENAME CONSTRAINT t_pkey TO k',
    names: ['constraint:public.t.t_pkey', 'constraint:public.t.k'],
  },
  {
    title: 'primary key options',
    setup: 'CREATE TABLE t (id int PRIMARY KEY)',
    change: 'ALTER INDEX t_pkey SET (fillfactor = 50)',
    names: ['constraint:public.t.t_pkey'],
  },
  {
    title: 'primary key deferrable',
    setup: 'CREATE TABLE t (id int PRIMARY KEY)',
    change: 'ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id) DEFERRABLE',
    names: ['constraint:public.t.t_pkey'],
  },
  {
    title: 'primary key clustered',
    setup: 'CREATE TABLE t (id int PRIMARY KEY)',
    change: 'ALTER TABLE t CLUSTER ON t_pkey',
    names: ['constraint:public.t.t_pkey'],
  },
  {
    title: 'primary key on a parent only',
    setup: partitioned.replaceAll('id int', 'id int NOT NULL'),
    change: 'ALTER TABLE ONLY p ADD PRIMARY KEY (id)',
    names: ['constraint:public.p.p_pkey'],
  },
  {
    title: 'primary key taken over',
    setup: `${partitioned.replaceAll('id int', 'id int NOT NULL')}; ALTER TABLE ONLY p ADD PRIMARY KEY (id); ALTER TABLE p1 ADD PRIMARY KEY (id)`,
    change: 'ALTER INDEX p_pkey ATTACH PARTITION p1_pkey',
    names: ['constraint:public.p.p_pkey', 'constraint:public.p1.p1_pkey'],
  },
  {
    title: 'unique added',
    setup: orders,
    change: 'ALTER TABLE orders ADD UNIQUE (status)',
    names: ['constraint:public.orders.orders_status_key'],
  },
  {
    title: 'unique nulls not distinct',
    setup: `${orders}; ALTER TABLE orders ADD CONSTRAINT u UNIQUE (status)`,
    change: 'ALTER TABLE orders DROP CONSTRAINT u, ADD CONSTRAINT u UNIQUE NULLS NOT DISTINCT (status)',
    names: ['constraint:public.orders.u'],
    since: 15,
  },
  {
    title: 'unique index made a constraint',
    setup: `${orders}; CREATE UNIQUE INDEX u ON orders (status)`,
    change: 'ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX u',
    names: ['constraint:public.orders.u', 'index:public.u'],
  },
  {
    title: 'included column',
    setup: `${orders}; ALTER TABLE orders ADD CONSTRAINT u UNIQUE (status)`,
    change: 'ALTER TABLE orders DROP CONSTRAINT u, ADD CONSTRAINT u UNIQUE (status) INCLUDE (id)',
    names: ['constraint:public.orders.u'],
  },
  {
    title: 'exclusion added',
    setup: 'CREATE TABLE t (span int4range)',
    change: 'ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (span WITH &&)',
    names: ['constraint:public.t.x'],
  },
  {
    title: 'check added',
    setup: orders,
    change: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)',
    names: ['constraint:public.orders.c'],
  },
  {
    title: 'check changed',
    setup: `${orders}; ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)`,
    change: 'ALTER TABLE orders DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (id > 1)',
    names: ['constraint:public.orders.c'],
  },
  {
    title: 'check validated',
    setup: `${orders}; ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) NOT VALID`,
    change: 'ALTER TABLE orders VALIDATE CONSTRAINT c',
    names: ['constraint:public.orders.c'],
  },
  {
    title: 'check not inherited',
    setup: `${orders}; ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)`,
    change: 'ALTER TABLE orders DROP CONSTRAINT c, ADD CONSTRAINT c CHECK (id > 0) NO INHERIT',
    names: ['constraint:public.orders.c'],
  },
  {
    title: 'check of a parent',
    setup: partitioned,
    change: 'ALTER TABLE p ADD CONSTRAINT c CHECK (id > 0)',
    names: ['constraint:public.p.c'],
  },
  { title: 'foreign key added', setup: customers, change: fk, names: [key] },
  {
    title: 'foreign key action',
    setup: `${customers}; ${fk}`,
    change: `ALTER TABLE orders DROP CONSTRAINT fk; ${fk} ON DELETE CASCADE`,
    names: [key],
  },
  {
    title: 'foreign key validated',
    setup: `${customers}; ${fk} NOT VALID`,
    change: 'ALTER TABLE orders VALIDATE CONSTRAINT fk',
    names: [key],
  },
  {
    title: 'foreign key deferrable',
    setup: `${customers}; ${fk}`,
    change: 'ALTER TABLE orders ALTER CONSTRAINT fk DEFERRABLE INITIALLY DEFERRED',
    names: [key],
  },
  {
    title: 'foreign key of a parent',
    setup: `CREATE TABLE customers (id int PRIMARY KEY); ${partitioned}`,
    change: 'ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES customers',
    names: ['constraint:public.p.fk'],
  },
  {
    title: 'foreign key to a parent',
    setup: `${partitioned}; ALTER TABLE p ADD PRIMARY KEY (id); CREATE TABLE t (p int)`,
    change: 'ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (p) REFERENCES p',
    names: ['constraint:public.t.fk'],
  },
  {
    title: 'foreign key not enforced',
    setup: `${customers}; ${fk}`,
    change: 'ALTER TABLE orders ALTER CONSTRAINT fk NOT ENFORCED',
    names: [key],
    since: 18,
  },
  {
    title: 'named not-null constraint',
    setup: orders,
    change: 'ALTER TABLE orders ALTER id DROP NOT NULL; ALTER TABLE orders ADD CONSTRAINT must NOT NULL id',
    names: ['constraint:public.orders.must'],
    since: 18,
  },
  {
    title: 'not-null constraint validated',
    setup: 'CREATE TABLE t (id int); ALTER TABLE t ADD NOT NULL id NOT VALID',
    change: 'ALTER TABLE t VALIDATE CONSTRAINT t_id_not_null',
    names: ['constraint:public.t.t_id_not_null'],
    since: 18,
  },

  { title: 'index created', setup: orders, change: 'CREATE INDEX i ON orders (status)', names: index },
  {
    title: 'index in another schema',
    setup: 'CREATE SCHEMA app; CREATE TABLE app.t (id int)',
    change: 'CREATE INDEX i ON app.t (id)',
    names: ['index:app.i'],
  },
  {
    title: 'index made unique',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'DROP INDEX i; CREATE UNIQUE INDEX i ON orders (status)',
    names: index,
  },
  {
    title: 'index order',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'DROP INDEX i; CREATE INDEX i ON orders (status DESC NULLS LAST)',
    names: index,
  },
  {
    title: 'index predicate',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'DROP INDEX i; CREATE INDEX i ON orders (status) WHERE id > 0',
    names: index,
  },
  {
    title: 'index method',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'DROP INDEX i; CREATE INDEX i ON orders USING hash (status)',
    names: index,
  },
  {
    title: 'index expression',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'DROP INDEX i; CREATE INDEX i ON orders (lower(status))',
    names: index,
  },
  {
    title: 'index operator class',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'DROP INDEX i; CREATE INDEX i ON orders (status text_pattern_ops)',
    names: index,
  },
  {
    title: 'index collation',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'DROP INDEX i; CREATE INDEX i ON orders (status COLLATE "POSIX")',
    names: index,
  },
  {
    title: 'index options',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'ALTER INDEX i SET (fillfactor = 50)',
    names: index,
  },
  {
    title: 'index statistics target',
    setup: `${orders}; CREATE INDEX i ON orders (lower(status))`,
    change: 'ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 300',
    names: index,
  },
  {
    title: 'index clustered',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: 'ALTER TABLE orders CLUSTER ON i',
    names: index,
  },
  { title: 'index of a parent only', setup: partitioned, change: 'CREATE INDEX i ON ONLY p (id)', names: index },
  {
    title: 'index attached',
    setup: `${partitioned}; CREATE INDEX i ON ONLY p (id); CREATE INDEX i1 ON p1 (id)`,
    change: 'ALTER INDEX i ATTACH PARTITION i1',
    names: ['index:public.i', 'index:public.i1'],
  },
  {
    title: 'index made invalid',
    setup: `${orders}; CREATE INDEX i ON orders (status)`,
    change: `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass`,
    names: index,
    dump: { differs: true, because: 'it leaves an invalid index out' },
  },
  {
    title: 'statistics created',
    setup: orders,
    change: 'CREATE STATISTICS s (ndistinct) ON id, status FROM orders',
    names: ['statistics:public.s', 'owner:statistics:public.s'],
  },
  {
    title: 'statistics kinds',
    setup: `${orders}; CREATE STATISTICS s (ndistinct) ON id, status FROM orders`,
    change: 'DROP STATISTICS s; CREATE STATISTICS s (ndistinct, mcv) ON id, status FROM orders',
    names: ['statistics:public.s'],
  },
  {
    title: 'statistics target',
    setup: `${orders}; CREATE STATISTICS s ON id, status FROM orders`,
    change: 'ALTER STATISTICS s SET STATISTICS 50',
    names: ['statistics:public.s'],
  },
]
