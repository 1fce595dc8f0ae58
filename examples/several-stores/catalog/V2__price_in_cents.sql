-- reason: orders keep the price that a product had when it was ordered
ALTER TABLE product ADD COLUMN price_in_cents int;
