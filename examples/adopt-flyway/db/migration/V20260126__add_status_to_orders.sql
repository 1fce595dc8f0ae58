ALTER TABLE orders ADD COLUMN status text;
UPDATE orders SET status = CASE WHEN shipped_at IS NULL THEN 'open' ELSE 'shipped' END;
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
