CREATE TABLE orders (id integer PRIMARY KEY, customer text NOT NULL, total integer NOT NULL);
CREATE INDEX orders_by_customer ON orders (customer);
INSERT INTO orders (customer, total) VALUES ('ada', 12), ('grace', 30);
