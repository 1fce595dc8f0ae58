/** What the demo's project starts with: 1,000 orders, and a note on each. */
export const firstMigrations: Readonly<Record<string, string>> = {
  'V20261101_001__create_orders.sql': `CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text NOT NULL,
  placed_at timestamptz NOT NULL,
  shipped_at timestamptz
);
INSERT INTO orders (customer, placed_at, shipped_at)
SELECT 'customer ' || n,
       timestamptz '2026-01-01 00:00+00' + n * interval '1 hour',
       CASE WHEN n % 3 = 0 THEN timestamptz '2026-01-02 00:00+00' + n * interval '1 hour' END
FROM generate_series(1, 1000) AS n;
ANALYZE orders;
`,
  'U20261101_001__create_orders.sql': 'DROP TABLE orders;\n',
  'V20261108_001__add_note_to_orders.sql': "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';\n",
  'U20261108_001__add_note_to_orders.sql': 'ALTER TABLE orders DROP COLUMN note;\n',
}

export const addStatusUp = `-- reason: support filters orders by state
CREATE TYPE order_status AS ENUM ('pending', 'shipped', 'delivered');
ALTER TABLE orders ADD COLUMN status order_status;
UPDATE orders SET status = CASE WHEN shipped_at IS NULL THEN 'pending' ELSE 'shipped' END::order_status;
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
`

export const addStatusDown = `ALTER TABLE orders DROP COLUMN status;
DROP TYPE order_status;
`

export const dropNoteUp = `-- slipway:allow SW-DATA-LOSS the notes were never used
ALTER TABLE orders DROP COLUMN note;
`

export const dropNoteDown = 'ALTER TABLE orders ADD COLUMN note text;\n'
