import type { Case } from './case.ts'

const orders = 'CREATE TABLE orders (id int, status text)'
const view = `${orders}; CREATE VIEW v AS SELECT id FROM orders`
const stored = `${orders}; CREATE MATERIALIZED VIEW m AS SELECT id, status FROM orders`
const f = 'CREATE OR REPLACE FUNCTION f(a int, b text) RETURNS int LANGUAGE sql'
const id = 'function:public.f(integer, text)'
const touch = `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`
const trigger = `${orders}; ${touch}; CREATE TRIGGER trg BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()`
const trg = ['trigger:public.orders.trg']
const policy = `${orders}; CREATE POLICY mine ON orders USING (id > 0)`
const mine = ['policy:public.orders.mine']
const rule = `${orders}; CREATE RULE r AS ON DELETE TO orders DO INSTEAD NOTHING`
const event = `CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
  CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION seen()`

export const programCases: readonly Case[] = [
  {
    title: 'view created',
    setup: orders,
    change: 'CREATE VIEW v AS SELECT id FROM orders',
    names: ['view:public.v', 'owner:view:public.v'],
  },
  {
    title: 'view query',
    setup: view,
    change: 'CREATE OR REPLACE VIEW v AS SELECT id FROM orders WHERE id > 0',
    names: ['view:public.v'],
  },
  {
    title: 'view column',
    setup: view,
    change: 'CREATE OR REPLACE VIEW v AS SELECT id, status FROM orders',
    names: ['view:public.v'],
  },
  {
    title: 'view barrier',
    setup: view,
    change: 'ALTER VIEW v SET (security_barrier = true)',
    names: ['view:public.v'],
  },
  {
    title: 'view invoker',
    setup: view,
    change: 'ALTER VIEW v SET (security_invoker = true)',
    names: ['view:public.v'],
    since: 15,
  },
  {
    title: 'view check option',
    setup: view,
    change: 'ALTER VIEW v SET (check_option = local)',
    names: ['view:public.v'],
  },
  {
    title: 'view column default',
    setup: view,
    change: 'ALTER VIEW v ALTER id SET DEFAULT 3',
    names: ['column:public.v.id'],
  },
  {
    title: 'materialized view created',
    setup: orders,
    change: 'CREATE MATERIALIZED VIEW m AS SELECT id FROM orders',
    names: ['materialized-view:public.m', 'owner:materialized-view:public.m'],
  },
  {
    title: 'materialized view query',
    setup: stored,
    change: 'DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id FROM orders',
    names: ['materialized-view:public.m'],
  },
  {
    title: 'materialized view options',
    setup: stored,
    change: 'ALTER MATERIALIZED VIEW m SET (fillfactor = 50)',
    names: ['materialized-view:public.m'],
  },
  {
    title: 'materialized view column',
    setup: stored,
    change: 'ALTER MATERIALIZED VIEW m ALTER id SET STATISTICS 40',
    names: ['column:public.m.id'],
  },
  { title: 'materialized view emptied', setup: stored, change: 'REFRESH MATERIALIZED VIEW m WITH NO DATA', names: [] },
  { title: 'materialized view index', setup: stored, change: 'CREATE INDEX mi ON m (id)', names: ['index:public.mi'] },

  { title: 'function created', change: `${f} AS 'SELECT 1'`, names: [id, `owner:${id}`] },
  { title: 'function body', setup: `${f} AS 'SELECT 1'`, change: `${f} AS 'SELECT 2'`, names: [id] },
  { title: 'function volatility', setup: `${f} AS 'SELECT 1'`, change: 'ALTER FUNCTION f STABLE', names: [id] },
  { title: 'function strictness', setup: `${f} AS 'SELECT 1'`, change: 'ALTER FUNCTION f STRICT', names: [id] },
  { title: 'function security', setup: `${f} AS 'SELECT 1'`, change: 'ALTER FUNCTION f SECURITY DEFINER', names: [id] },
  { title: 'function leakproof', setup: `${f} AS 'SELECT 1'`, change: 'ALTER FUNCTION f LEAKPROOF', names: [id] },
  { title: 'function parallel', setup: `${f} AS 'SELECT 1'`, change: 'ALTER FUNCTION f PARALLEL SAFE', names: [id] },
  { title: 'function cost', setup: `${f} AS 'SELECT 1'`, change: 'ALTER FUNCTION f COST 7', names: [id] },
  {
    title: 'function setting',
    setup: `${f} AS 'SELECT 1'`,
    change: 'ALTER FUNCTION f SET search_path = public',
    names: [id],
  },
  {
    title: 'function argument default',
    setup: `${f} AS 'SELECT 1'`,
    change: `CREATE OR REPLACE FUNCTION f(a int, b text DEFAULT '') RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    names: [id],
  },
  {
    title: 'function argument name',
    setup: `${f} AS 'SELECT 1'`,
    change: `DROP FUNCTION f; CREATE FUNCTION f(x int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    names: [id],
  },
  {
    title: 'function overloaded',
    setup: `${f} AS 'SELECT 1'`,
    change: `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
    names: ['function:public.f()', 'owner:function:public.f()'],
  },
  {
    title: 'function rows',
    setup: `CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql AS 'SELECT 1'`,
    change: 'ALTER FUNCTION g ROWS 5',
    names: ['function:public.g()'],
  },
  { title: 'function in standard SQL', setup: `${f} RETURN 1`, change: `${f} RETURN 2`, names: [id], since: 14 },
  {
    title: 'procedure created',
    change: `CREATE PROCEDURE p(a int[]) LANGUAGE sql AS ''`,
    names: ['procedure:public.p(integer[])', 'owner:procedure:public.p(integer[])'],
  },
  {
    title: 'procedure body',
    setup: `CREATE PROCEDURE p() LANGUAGE sql AS ''`,
    change: `CREATE OR REPLACE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'`,
    names: ['procedure:public.p()'],
  },
  {
    title: 'window function',
    setup: `CREATE FUNCTION w() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number'`,
    change: `DROP FUNCTION w; CREATE FUNCTION w() RETURNS bigint LANGUAGE internal WINDOW AS 'window_rank'`,
    names: ['function:public.w()'],
  },
  {
    title: 'aggregate created',
    change: 'CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)',
    names: ['aggregate:public.total(integer)', 'owner:aggregate:public.total(integer)'],
  },
  {
    title: 'aggregate start',
    setup: 'CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)',
    change: `CREATE OR REPLACE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')`,
    names: ['aggregate:public.total(integer)'],
  },
  {
    title: 'aggregate combine function',
    setup: 'CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)',
    change: `CREATE OR REPLACE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, COMBINEFUNC = int4pl)`,
    names: ['aggregate:public.total(integer)'],
  },

  {
    title: 'trigger created',
    setup: `${orders}; ${touch}`,
    change: 'CREATE TRIGGER trg AFTER INSERT ON orders EXECUTE FUNCTION touch()',
    names: trg,
  },
  {
    title: 'trigger event',
    setup: trigger,
    change:
      'DROP TRIGGER trg ON orders; CREATE TRIGGER trg BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()',
    names: trg,
  },
  {
    title: 'trigger condition',
    setup: trigger,
    change:
      'DROP TRIGGER trg ON orders; CREATE TRIGGER trg BEFORE UPDATE ON orders FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION touch()',
    names: trg,
  },
  { title: 'trigger disabled', setup: trigger, change: 'ALTER TABLE orders DISABLE TRIGGER trg', names: trg },
  { title: 'trigger always', setup: trigger, change: 'ALTER TABLE orders ENABLE ALWAYS TRIGGER trg', names: trg },
  { title: 'trigger on replica', setup: trigger, change: 'ALTER TABLE orders ENABLE REPLICA TRIGGER trg', names: trg },
  {
    title: 'constraint trigger',
    setup: `${orders}; ${touch}`,
    change: 'CREATE CONSTRAINT TRIGGER trg AFTER INSERT ON orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch()',
    names: trg,
  },
  {
    title: 'trigger of a parent',
    setup: `CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p DEFAULT; ${touch}`,
    change: 'CREATE TRIGGER trg AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION touch()',
    names: ['trigger:public.p.trg'],
  },
  {
    title: 'trigger of a partition disabled',
    setup: `CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p DEFAULT; ${touch}; CREATE TRIGGER trg AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION touch()`,
    change: 'ALTER TABLE p1 DISABLE TRIGGER trg',
    names: ['trigger:public.p1.trg'],
  },
  {
    title: 'rule created',
    setup: orders,
    change: 'CREATE RULE r AS ON DELETE TO orders DO INSTEAD NOTHING',
    names: ['rule:public.orders.r'],
  },
  {
    title: 'rule changed',
    setup: rule,
    change: 'CREATE OR REPLACE RULE r AS ON DELETE TO orders DO ALSO NOTHING',
    names: ['rule:public.orders.r'],
  },
  { title: 'rule disabled', setup: rule, change: 'ALTER TABLE orders DISABLE RULE r', names: ['rule:public.orders.r'] },
  { title: 'policy created', setup: orders, change: 'CREATE POLICY mine ON orders', names: mine },
  { title: 'policy condition', setup: policy, change: 'ALTER POLICY mine ON orders USING (id > 1)', names: mine },
  { title: 'policy check', setup: policy, change: 'ALTER POLICY mine ON orders WITH CHECK (id > 1)', names: mine },
  {
    title: 'policy role',
    setup: policy,
    change: 'ALTER POLICY mine ON orders TO slipway_reader, slipway_writer',
    names: mine,
  },
  {
    title: 'policy command',
    setup: policy,
    change: 'DROP POLICY mine ON orders; CREATE POLICY mine ON orders FOR SELECT USING (id > 0)',
    names: mine,
  },
  {
    title: 'policy restrictive',
    setup: policy,
    change: 'DROP POLICY mine ON orders; CREATE POLICY mine ON orders AS RESTRICTIVE USING (id > 0)',
    names: mine,
  },
  {
    title: 'event trigger created',
    setup: event.slice(0, event.indexOf(';')),
    change: event.slice(event.indexOf(';') + 1),
    names: ['event-trigger:e', 'owner:event-trigger:e'],
  },
  {
    title: 'event trigger disabled',
    setup: event,
    change: 'ALTER EVENT TRIGGER e DISABLE',
    names: ['event-trigger:e'],
  },
  {
    title: 'event trigger tags',
    setup: event,
    change: `DROP EVENT TRIGGER e; CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION seen()`,
    names: ['event-trigger:e'],
  },
]
