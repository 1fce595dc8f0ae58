-- reason: support needs to filter orders by state
-- tags: orders
BEGIN;
SET LOCAL lock_timeout = '2s';

CREATE TYPE order_status AS ENUM ('pending', 'shipped', 'delivered');

ALTER TABLE orders ADD COLUMN status order_status;

UPDATE orders
SET status = CASE
  WHEN delivered_at IS NOT NULL THEN 'delivered'
  WHEN shipped_at IS NOT NULL THEN 'shipped'
  ELSE 'pending'
END::order_status;

-- slipway:assert an order without a status is left
SELECT id FROM orders WHERE status IS NULL;

ALTER TABLE orders ALTER COLUMN status SET NOT NULL;

COMMIT;
