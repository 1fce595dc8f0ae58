CREATE TABLE invoices (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL UNIQUE REFERENCES orders (id),
  issued_on date NOT NULL
);
