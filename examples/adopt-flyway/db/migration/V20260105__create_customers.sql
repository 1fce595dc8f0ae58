CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE
);

INSERT INTO customers (name, email)
VALUES ('Ada', 'ada@example.org'), ('Grace', 'grace@example.org');
