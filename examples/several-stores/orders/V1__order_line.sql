CREATE TABLE order_line (id int PRIMARY KEY, product int NOT NULL);
