-- reason: orders keep the price that a product had when it was ordered
ALTER TABLE order_line ADD COLUMN price_in_cents int CHECK (price_in_cents >= 0);
