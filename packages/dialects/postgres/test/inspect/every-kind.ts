/** A schema with most kinds of object, in statements that do not depend on their neighbors unless numbered later. */
export const early: readonly string[] = [
  'CREATE SCHEMA app',
  'CREATE SCHEMA "Odd Schema"',
  `CREATE TYPE app.status AS ENUM ('new', 'sent')`,
  'CREATE TYPE app.pair AS (a int, b text)',
  'CREATE DOMAIN app.positive AS int CHECK (VALUE > 0)',
  'CREATE SEQUENCE app.numbers INCREMENT 5',
  `CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
  `CREATE FUNCTION app.next() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  'CREATE FOREIGN DATA WRAPPER w',
  'CREATE TABLE app.customers (id int PRIMARY KEY, name text COLLATE "C")',
  'CREATE TABLE "Odd Schema"."Odd Table" ("Odd ""Column""" int UNIQUE)',
  'CREATE TABLE app.events (id int, day date) PARTITION BY RANGE (day)',
]

export const late: readonly string[] = [
  "CREATE TABLE app.orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int REFERENCES app.customers, status app.status, number int DEFAULT nextval('app.numbers'), other int DEFAULT app.next())",
  'CREATE TABLE app.items (id serial, amount app.positive NOT NULL, pair app.pair, pairs app.pair[])',
  `CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
  'CREATE TABLE app.vips (since date) INHERITS (app.customers)',
  'CREATE VIEW app.names AS SELECT name FROM app.customers',
  'CREATE MATERIALIZED VIEW app.counted AS SELECT count(*) FROM app.customers',
  'CREATE INDEX customers_name ON app.customers (lower(name))',
  'CREATE TRIGGER trg BEFORE UPDATE ON app.customers FOR EACH ROW EXECUTE FUNCTION app.touch()',
  'CREATE POLICY mine ON app.customers USING (id > 0)',
  'CREATE STATISTICS app.st ON id, name FROM app.customers',
  'CREATE PUBLICATION pub FOR TABLE app.customers',
  'CREATE SERVER s FOREIGN DATA WRAPPER w',
  `COMMENT ON COLUMN app.customers.name IS 'why'`,
  'GRANT SELECT, UPDATE (name) ON app.customers TO PUBLIC',
  'GRANT USAGE ON SCHEMA app TO PUBLIC',
]

/** Holds for what is created after it only, so it always comes last. */
export const last = 'ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC'
