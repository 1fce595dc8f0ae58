CREATE TABLE order_lines (
  order_id bigint NOT NULL REFERENCES orders (id),
  line int NOT NULL,
  product text NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, line)
);

INSERT INTO orders (customer_id, shipped_at) VALUES (1, now()), (2, NULL);
INSERT INTO order_lines VALUES (1, 1, 'lamp', 2), (2, 1, 'chair', 4);
