CREATE TRIGGER orders_total BEFORE INSERT ON orders WHEN new.total < 0 BEGIN
  SELECT RAISE(ABORT, 'a total is not negative');
END;
ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'new';
