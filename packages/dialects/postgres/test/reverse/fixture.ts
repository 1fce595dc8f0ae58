/** A schema with something of everything that the cases change. */
export const fixture: string = `
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN positive AS integer DEFAULT 1 CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE TABLE customers (id serial PRIMARY KEY, email text NOT NULL, name varchar(80) COLLATE "C");
CREATE UNIQUE INDEX customers_email_key ON customers (lower(email));
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer integer CONSTRAINT orders_customer_fkey REFERENCES customers ON DELETE CASCADE,
  note text NOT NULL DEFAULT '',
  amount numeric(10,2) CHECK (amount >= 0),
  small integer,
  feeling mood DEFAULT 'sad',
  "Odd Name" text,
  placed timestamptz DEFAULT now()
) WITH (fillfactor=70);
CREATE INDEX orders_small_idx ON orders (small DESC) WHERE small > 0;
CREATE UNIQUE INDEX orders_odd_idx ON orders ("Odd Name");
ALTER TABLE orders ADD CONSTRAINT orders_late CHECK (small < 1000) NOT VALID;
COMMENT ON TABLE orders IS 'it''s the orders';
COMMENT ON COLUMN orders.note IS 'old';
ALTER TABLE orders ALTER COLUMN note SET STATISTICS 500;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE PROCEDURE nothing(n integer) LANGUAGE sql AS 'SELECT 1';
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER quiet AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE orders DISABLE TRIGGER quiet;
CREATE VIEW big_orders AS SELECT id, note, amount FROM orders WHERE amount > 100;
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(amount) AS total FROM orders GROUP BY customer;
CREATE UNIQUE INDEX totals_customer ON totals (customer);
CREATE RULE no_delete AS ON DELETE TO customers DO INSTEAD NOTHING;
CREATE POLICY own ON orders FOR SELECT USING (amount > 1);
CREATE SEQUENCE tickets INCREMENT 5 CACHE 3 CYCLE;
CREATE STATISTICS orders_stats (ndistinct) ON customer, amount FROM orders;
CREATE TABLE events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE loose (at date NOT NULL, what text);
CREATE TABLE kinds (kind mood, pairs pair, positive positive, things text[] DEFAULT '{}');
CREATE TABLE base (a integer);
CREATE TABLE child (b integer) INHERITS (base);
GRANT SELECT ON orders TO PUBLIC;
`
