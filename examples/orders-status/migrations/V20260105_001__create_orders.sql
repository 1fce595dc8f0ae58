-- reason: the shop takes its first orders
BEGIN;
SET LOCAL lock_timeout = '2s';

CREATE TABLE IF NOT EXISTS orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now(),
  shipped_at timestamptz,
  delivered_at timestamptz
);

INSERT INTO orders (customer, placed_at, shipped_at, delivered_at)
SELECT 'customer ' || n,
       timestamptz '2026-01-01' + n * interval '1 hour',
       CASE WHEN n % 3 > 0 THEN timestamptz '2026-01-03' + n * interval '1 hour' END,
       CASE WHEN n % 3 > 1 THEN timestamptz '2026-01-06' + n * interval '1 hour' END
FROM generate_series(1, 300) AS n;

COMMIT;
