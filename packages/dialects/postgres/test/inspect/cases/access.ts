import type { Case } from './case.ts'

const orders = 'CREATE TABLE orders (id int, status text)'
const f = `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'`
const comment = (title: string, setup: string, on: string, id: string, since = 13): Case => ({
  title: `comment on ${title}`,
  setup,
  change: `COMMENT ON ${on} IS 'why'`,
  names: [`comment:${id}`],
  since,
})
const grant = (title: string, setup: string, grants: string, id: string): Case => ({
  title: `grant: ${title}`,
  setup,
  change: grants,
  names: [id],
})
const owner = (setup: string, target: string, id: string): Case => ({
  title: `owner of ${target}`,
  setup,
  change: `ALTER ${target} OWNER TO slipway_writer`,
  names: [`owner:${id}`],
})
const wrapper = 'CREATE FOREIGN DATA WRAPPER w'
const server = `${wrapper}; CREATE SERVER s FOREIGN DATA WRAPPER w`
const remote = `${server}; CREATE FOREIGN TABLE r (id int) SERVER s`
const publication = `${orders}; CREATE PUBLICATION p FOR TABLE orders`
const published = ['publication:p']

export const accessCases: readonly Case[] = [
  comment('schema', 'CREATE SCHEMA app', 'SCHEMA app', 'schema:app'),
  comment('schema public', '', 'SCHEMA public', 'schema:public'),
  comment('table', orders, 'TABLE orders', 'table:public.orders'),
  comment('column', orders, 'COLUMN orders.status', 'column:public.orders.status'),
  comment('view', 'CREATE VIEW v AS SELECT 1 AS one', 'VIEW v', 'view:public.v'),
  comment('view column', 'CREATE VIEW v AS SELECT 1 AS one', 'COLUMN v.one', 'column:public.v.one'),
  comment('index', `${orders}; CREATE INDEX i ON orders (id)`, 'INDEX i', 'index:public.i'),
  comment('constraint', 'CREATE TABLE t (id int PRIMARY KEY)', 'CONSTRAINT t_pkey ON t', 'constraint:public.t.t_pkey'),
  comment('index of a constraint', 'CREATE TABLE t (id int PRIMARY KEY)', 'INDEX t_pkey', 'index:public.t_pkey'),
  comment('function', f, 'FUNCTION f()', 'function:public.f()'),
  comment('enum', `CREATE TYPE s AS ENUM ('a')`, 'TYPE s', 'type:public.s'),
  comment('composite attribute', `CREATE TYPE s AS (a int)`, 'COLUMN s.a', 'column:public.s.a'),
  comment('domain', 'CREATE DOMAIN d AS int', 'DOMAIN d', 'domain:public.d'),
  comment(
    'domain constraint',
    'CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 0)',
    'CONSTRAINT c ON DOMAIN d',
    'constraint:public.d.c',
  ),
  comment('sequence', 'CREATE SEQUENCE s', 'SEQUENCE s', 'sequence:public.s'),
  comment(
    'identity sequence',
    'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY)',
    'SEQUENCE t_id_seq',
    'sequence:public.t_id_seq',
  ),
  comment('policy', `${orders}; CREATE POLICY p ON orders`, 'POLICY p ON orders', 'policy:public.orders.p'),
  comment(
    'rule',
    `${orders}; CREATE RULE r AS ON DELETE TO orders DO ALSO NOTHING`,
    'RULE r ON orders',
    'rule:public.orders.r',
  ),
  comment(
    'statistics',
    `${orders}; CREATE STATISTICS s ON id, status FROM orders`,
    'STATISTICS s',
    'statistics:public.s',
  ),
  comment('publication', publication, 'PUBLICATION p', 'publication:p'),
  comment('server', server, 'SERVER s', 'foreign-server:s'),
  {
    title: 'comment changed',
    setup: `${orders}; COMMENT ON TABLE orders IS 'why'`,
    change: `COMMENT ON TABLE orders IS 'because'`,
    names: ['comment:table:public.orders'],
  },
  {
    title: 'comment removed',
    setup: `${orders}; COMMENT ON TABLE orders IS 'why'`,
    change: 'COMMENT ON TABLE orders IS NULL',
    names: ['comment:table:public.orders'],
  },

  grant('table', orders, 'GRANT SELECT ON orders TO slipway_reader', 'grant:table:public.orders:slipway_reader'),
  grant(
    'more',
    `${orders}; GRANT SELECT ON orders TO slipway_reader`,
    'GRANT INSERT ON orders TO slipway_reader',
    'grant:table:public.orders:slipway_reader',
  ),
  grant(
    'grant option',
    `${orders}; GRANT SELECT ON orders TO slipway_reader`,
    'GRANT SELECT ON orders TO slipway_reader WITH GRANT OPTION',
    'grant:table:public.orders:slipway_reader',
  ),
  grant(
    'revoked',
    `${orders}; GRANT ALL ON orders TO slipway_reader`,
    'REVOKE ALL ON orders FROM slipway_reader',
    'grant:table:public.orders:slipway_reader',
  ),
  grant('everybody', orders, 'GRANT SELECT ON orders TO PUBLIC', 'grant:table:public.orders:PUBLIC'),
  grant(
    'column',
    orders,
    'GRANT UPDATE (status) ON orders TO slipway_reader',
    'grant:column:public.orders.status:slipway_reader',
  ),
  grant(
    'schema',
    'CREATE SCHEMA app',
    'GRANT USAGE ON SCHEMA app TO slipway_reader',
    'grant:schema:app:slipway_reader',
  ),
  grant('schema public taken', '', 'REVOKE ALL ON SCHEMA public FROM PUBLIC', 'grant:schema:public:PUBLIC'),
  grant(
    'sequence',
    'CREATE SEQUENCE s',
    'GRANT USAGE ON SEQUENCE s TO slipway_reader',
    'grant:sequence:public.s:slipway_reader',
  ),
  grant(
    'identity sequence',
    'CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY)',
    'GRANT USAGE ON SEQUENCE t_id_seq TO slipway_reader',
    'grant:sequence:public.t_id_seq:slipway_reader',
  ),
  grant('function', f, 'GRANT EXECUTE ON FUNCTION f() TO slipway_reader', 'grant:function:public.f():slipway_reader'),
  grant('function taken from all', f, 'REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC', 'grant:function:public.f():PUBLIC'),
  grant(
    'type',
    `CREATE TYPE s AS ENUM ('a')`,
    'GRANT USAGE ON TYPE s TO slipway_reader',
    'grant:type:public.s:slipway_reader',
  ),
  grant('domain', 'CREATE DOMAIN d AS int', 'REVOKE USAGE ON TYPE d FROM PUBLIC', 'grant:domain:public.d:PUBLIC'),
  grant(
    'wrapper',
    wrapper,
    'GRANT USAGE ON FOREIGN DATA WRAPPER w TO slipway_reader',
    'grant:foreign-data-wrapper:w:slipway_reader',
  ),
  grant('server', server, 'GRANT USAGE ON FOREIGN SERVER s TO slipway_reader', 'grant:foreign-server:s:slipway_reader'),
  {
    title: 'grant: taken from the owner',
    setup: `${orders}; ALTER TABLE orders OWNER TO slipway_writer`,
    change: 'REVOKE DELETE ON orders FROM slipway_writer',
    names: ['grant:table:public.orders:slipway_writer'],
  },
  {
    title: 'grant: the owner again',
    setup: orders,
    change: 'GRANT SELECT ON orders TO slipway_reader; REVOKE SELECT ON orders FROM slipway_reader',
    names: [],
  },
  grant(
    'by default, tables',
    '',
    'ALTER DEFAULT PRIVILEGES FOR ROLE slipway_writer GRANT SELECT ON TABLES TO slipway_reader',
    'default-privileges:slipway_writer.*.tables:slipway_reader',
  ),
  grant(
    'by default, in a schema',
    'CREATE SCHEMA app',
    'ALTER DEFAULT PRIVILEGES FOR ROLE slipway_writer IN SCHEMA app GRANT USAGE ON SEQUENCES TO slipway_reader',
    'default-privileges:slipway_writer.app.sequences:slipway_reader',
  ),
  grant(
    'by default, functions taken',
    '',
    'ALTER DEFAULT PRIVILEGES FOR ROLE slipway_writer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC',
    'default-privileges:slipway_writer.*.functions:PUBLIC',
  ),

  owner('CREATE SCHEMA app', 'SCHEMA app', 'schema:app'),
  owner('', 'SCHEMA public', 'schema:public'),
  owner(orders, 'TABLE orders', 'table:public.orders'),
  owner('CREATE TABLE t (id serial)', 'TABLE t', 'table:public.t'),
  owner('CREATE VIEW v AS SELECT 1 AS one', 'VIEW v', 'view:public.v'),
  owner(f, 'FUNCTION f()', 'function:public.f()'),
  owner(`CREATE TYPE s AS ENUM ('a')`, 'TYPE s', 'type:public.s'),
  owner('CREATE DOMAIN d AS int', 'DOMAIN d', 'domain:public.d'),
  owner('CREATE SEQUENCE s', 'SEQUENCE s', 'sequence:public.s'),

  {
    title: 'publication created',
    setup: orders,
    change: 'CREATE PUBLICATION p',
    names: [...published, 'owner:publication:p'],
  },
  {
    title: 'publication for all tables',
    setup: 'CREATE PUBLICATION p',
    change: 'DROP PUBLICATION p; CREATE PUBLICATION p FOR ALL TABLES',
    names: published,
  },
  {
    title: 'publication operations',
    setup: publication,
    change: `ALTER PUBLICATION p SET (publish = 'insert')`,
    names: published,
  },
  {
    title: 'publication by root',
    setup: publication,
    change: 'ALTER PUBLICATION p SET (publish_via_partition_root)',
    names: published,
  },
  {
    title: 'publication table',
    setup: `${publication}; CREATE TABLE t ()`,
    change: 'ALTER PUBLICATION p ADD TABLE t',
    names: published,
  },
  {
    title: 'publication columns',
    setup: publication,
    change: 'ALTER PUBLICATION p SET TABLE orders (id)',
    names: published,
    since: 15,
  },
  {
    title: 'publication filter',
    setup: publication,
    change: 'ALTER PUBLICATION p SET TABLE orders WHERE (id > 0)',
    names: published,
    since: 15,
  },
  {
    title: 'publication schema',
    setup: publication,
    change: 'ALTER PUBLICATION p ADD TABLES IN SCHEMA public',
    names: published,
    since: 15,
  },
  {
    title: 'publication of generated columns',
    setup: publication,
    change: 'ALTER PUBLICATION p SET (publish_generated_columns = stored)',
    names: published,
    since: 18,
  },
  {
    title: 'subscription created',
    change: `CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 password=x' PUBLICATION p WITH (connect = false)`,
    names: ['subscription:s'],
  },

  {
    title: 'foreign-data wrapper created',
    change: wrapper,
    names: ['foreign-data-wrapper:w', 'owner:foreign-data-wrapper:w'],
  },
  {
    title: 'foreign-data wrapper options',
    setup: wrapper,
    change: `ALTER FOREIGN DATA WRAPPER w OPTIONS (debug 'true')`,
    names: ['foreign-data-wrapper:w'],
  },
  {
    title: 'server created',
    setup: wrapper,
    change: 'CREATE SERVER s FOREIGN DATA WRAPPER w',
    names: ['foreign-server:s', 'owner:foreign-server:s'],
  },
  { title: 'server options', setup: server, change: `ALTER SERVER s OPTIONS (host 'db')`, names: ['foreign-server:s'] },
  { title: 'server version', setup: server, change: `ALTER SERVER s VERSION '2'`, names: ['foreign-server:s'] },
  {
    title: 'secret of a server changed',
    setup: `${server}; ALTER SERVER s OPTIONS (password 'one')`,
    change: `ALTER SERVER s OPTIONS (SET password 'two')`,
    names: [],
    dump: { differs: true, because: 'it shows secrets' },
  },
  {
    title: 'user mapping',
    setup: server,
    change: 'CREATE USER MAPPING FOR slipway_reader SERVER s',
    names: ['user-mapping:s.slipway_reader'],
  },
  {
    title: 'foreign table created',
    setup: server,
    change: 'CREATE FOREIGN TABLE r () SERVER s',
    names: ['table:public.r', 'owner:table:public.r'],
  },
  {
    title: 'foreign table options',
    setup: remote,
    change: `ALTER FOREIGN TABLE r OPTIONS (table_name 'x')`,
    names: ['table:public.r'],
  },
  {
    title: 'foreign column options',
    setup: remote,
    change: `ALTER FOREIGN TABLE r ALTER id OPTIONS (column_name 'x')`,
    names: ['column:public.r.id'],
  },
]
