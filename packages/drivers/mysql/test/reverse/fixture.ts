import type { Flavor } from '../../src/dialect/syntax.ts'

/** Tables with something of everything on them. */
export const fixture = (flavor: Flavor): readonly string[] => [
  'CREATE TABLE customers (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(60) NOT NULL, email VARCHAR(190) NULL, UNIQUE KEY customers_email (email))',
  `CREATE TABLE orders (
    id BIGINT NOT NULL AUTO_INCREMENT,
    customer INT UNSIGNED NULL,
    small SMALLINT NULL DEFAULT 3 COMMENT 'it''s \\\\ small',
    note VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'a, (b) ''c''',
    \`Odd Name\` INT NULL,
    amount DECIMAL(10,2) NOT NULL DEFAULT 1.50,
    placed DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    seen TIMESTAMP NULL,
    state ENUM('new','it''s','gone') NOT NULL DEFAULT 'new',
    doubled INT GENERATED ALWAYS AS (small * 2) VIRTUAL,
    body TEXT,
    flag BIT(1) NOT NULL DEFAULT b'0',
    PRIMARY KEY (id),
    KEY orders_small_note (small, note(10)),
    KEY orders_amount (amount),
    UNIQUE KEY orders_odd (\`Odd Name\`) COMMENT 'odd',
    CONSTRAINT orders_few CHECK (small < 1000),
    CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE SET NULL ON UPDATE CASCADE
  ) COMMENT 'what was ordered' ROW_FORMAT=DYNAMIC`,
  'CREATE TABLE loose (what VARCHAR(20) NULL, at DATE NULL, n INT NULL DEFAULT NULL, x INT NOT NULL)',
  'CREATE TABLE docs (id INT NOT NULL PRIMARY KEY, title VARCHAR(100), body TEXT, FULLTEXT KEY docs_words (title, body))',
  'CREATE TABLE pairs (a INT NOT NULL, b INT NOT NULL, c INT NULL, PRIMARY KEY (a, b), KEY pairs_bc (b, c))',
  `CREATE TABLE parts (a INT NOT NULL, b DATE NULL) PARTITION BY RANGE (a)
    (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20) COMMENT = 'second')`,
  'CREATE TABLE lines_ (id INT NOT NULL PRIMARY KEY, `order` BIGINT NOT NULL, FOREIGN KEY (`order`) REFERENCES orders (id))',
  "CREATE VIEW small_orders AS SELECT id, small FROM orders WHERE note <> 'it''s' WITH LOCAL CHECK OPTION",
  'CREATE SQL SECURITY INVOKER VIEW smaller AS SELECT id FROM small_orders',
  "CREATE TRIGGER orders_first BEFORE INSERT ON orders FOR EACH ROW BEGIN SET NEW.note = 'it''s'; END",
  'CREATE TRIGGER orders_second BEFORE INSERT ON orders FOR EACH ROW SET NEW.small = 2',
  'CREATE TRIGGER orders_third BEFORE INSERT ON orders FOR EACH ROW SET NEW.small = 3',
  "CREATE PROCEDURE tidy(IN days INT, OUT done VARCHAR(10)) READS SQL DATA COMMENT 'tid''ies' BEGIN SELECT 'it''s' INTO done; END",
  "CREATE FUNCTION twice(n INT) RETURNS VARCHAR(20) DETERMINISTIC SQL SECURITY INVOKER RETURN CONCAT(n * 2, '\\\\')",
  "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE DISABLE COMMENT 'at night' DO BEGIN DELETE FROM loose; END",
  "CREATE EVENT once ON SCHEDULE AT '2038-01-01 00:00:00' DISABLE DO DELETE FROM loose WHERE what = ' DO '",
  ...(flavor === 'mariadb'
    ? [
        'CREATE SEQUENCE tickets START WITH 100 INCREMENT BY 5 MAXVALUE 9000 CACHE 10 CYCLE',
        'CREATE TABLE kept (a INT, b INT) WITH SYSTEM VERSIONING',
        'CREATE TABLE notes (a INT CHECK (a > 1), j JSON, k INT, KEY notes_k (k) IGNORED) ENGINE=Aria TRANSACTIONAL=1',
      ]
    : [
        'CREATE TABLE notes (a INT, j JSON, k INT, KEY notes_k (k) INVISIBLE, KEY notes_f ((a + k)), CONSTRAINT lax CHECK (a > 1) NOT ENFORCED)',
      ]),
]
