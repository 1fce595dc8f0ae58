import type { SplitCase, SplitError } from '../specimens.ts'

/** A routine with every block there is, as files hold it that no mysql client reads. */
const routine = `CREATE DEFINER = \`app\`@\`%\` PROCEDURE tidy(IN since DATE, OUT done INT) COMMENT 'a;b' MODIFIES SQL DATA
BEGIN
  DECLARE finished BOOLEAN DEFAULT FALSE;
  DECLARE rows_left CURSOR FOR SELECT id, CASE state WHEN 'a' THEN 1 ELSE 2 END FROM jobs;
  DECLARE CONTINUE HANDLER FOR NOT FOUND, SQLSTATE '42000' SET finished = TRUE;
  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
  again: LOOP
    IF finished THEN LEAVE again; ELSEIF since IS NULL THEN SET done = IF(1, 2, 3); ELSE SET done = REPEAT('x', 3); END IF;
    CASE done WHEN 1 THEN SELECT t.end FROM t; ELSE BEGIN END; END CASE;
    REPEAT SET done = done + 1; UNTIL done > 3 END REPEAT;
    WHILE done < 9 DO SET done = done + 1; END WHILE;
  END LOOP again;
END`

const dumped = `/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`localhost\`*/ /*!50003 TRIGGER \`t\` BEFORE INSERT ON \`a\` FOR EACH ROW BEGIN
  SET NEW.a = 1;
END */`

export const mysqlSplitCases: readonly SplitCase[] = [
  { name: 'nothing', script: '', statements: [] },
  { name: 'only comments', script: ' -- a;\n# b;\n/* c; */\n--\n', statements: [] },
  { name: 'no last semicolon', script: 'SELECT 1', statements: ['1:1 SELECT 1'] },
  { name: 'empty statements', script: ';;SELECT 1;; ;SELECT 2;', statements: ['1:3 SELECT 1', '1:15 SELECT 2'] },
  { name: 'inner comments', script: 'SELECT 1 -- a;b\n, 2 # c;\n;', statements: ['1:1 SELECT 1 -- a;b\n, 2'] },
  {
    name: 'two dashes that are no comment',
    script: 'SELECT 5--1;SELECT 2',
    statements: ['1:1 SELECT 5--1', '1:13 SELECT 2'],
  },
  { name: 'comments that do not nest', script: 'SELECT /* a /* b; */ 1;', statements: ['1:1 SELECT /* a /* b; */ 1'] },
  {
    name: 'quotes',
    script: `SELECT 'a;''b\\';', "c;""d\\";", \`e;\`\`f\`, 1;SELECT 2`,
    statements: [`1:1 SELECT 'a;''b\\';', "c;""d\\";", \`e;\`\`f\`, 1`, '1:43 SELECT 2'],
  },
  { name: 'NULL by its other name', script: 'SELECT \\N;', statements: ['1:1 SELECT \\N'] },
  {
    name: 'literals of every kind',
    script: `SELECT N'a;', _utf8mb4 'b;', X'41', 0x41, b'01', 1e3, @v:=1, @'odd;name';`,
    statements: [`1:1 SELECT N'a;', _utf8mb4 'b;', X'41', 0x41, b'01', 1e3, @v:=1, @'odd;name'`],
  },
  {
    name: 'a body without DELIMITER',
    script: `${routine};\nSELECT 2;`,
    statements: [`1:1 ${routine}`, '14:1 SELECT 2'],
  },
  {
    name: 'bodies of one statement',
    script: `CREATE FUNCTION f(x VARCHAR(10)) RETURNS VARCHAR(20) CHARSET utf8mb4 COLLATE utf8mb4_bin DETERMINISTIC RETURN CASE x WHEN 'a;' THEN 1 ELSE 2 END;
CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW FOLLOWS u SET NEW.x = IF(1, 2, 3);
CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO DELETE FROM old;`,
    statements: [
      "1:1 CREATE FUNCTION f(x VARCHAR(10)) RETURNS VARCHAR(20) CHARSET utf8mb4 COLLATE utf8mb4_bin DETERMINISTIC RETURN CASE x WHEN 'a;' THEN 1 ELSE 2 END",
      '2:1 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW FOLLOWS u SET NEW.x = IF(1, 2, 3)',
      "3:1 CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO DELETE FROM old",
    ],
  },
  {
    name: 'DELIMITER lines',
    script: 'DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\nSELECT 1; SELECT 2$$\ndelimiter ;\nSELECT 3;',
    statements: ['2:1 CREATE PROCEDURE p() BEGIN SELECT 1; END', '3:1 SELECT 1', '3:11 SELECT 2', '5:1 SELECT 3'],
  },
  {
    name: 'a trigger as mysqldump writes it',
    script: `DELIMITER ;;\n${dumped};;\nDELIMITER ;\n${dumped};`,
    statements: [`2:1 ${dumped}`, `6:1 ${dumped}`],
  },
  {
    name: 'versioned comments that are statements',
    script: '/*!40101 SET NAMES utf8mb4 */;\n/*!40000 ALTER TABLE t DISABLE KEYS */;',
    statements: ['1:1 /*!40101 SET NAMES utf8mb4 */', '2:1 /*!40000 ALTER TABLE t DISABLE KEYS */'],
  },
  {
    name: 'begin that is a transaction',
    script: 'BEGIN;SELECT 1;COMMIT;',
    statements: ['1:1 BEGIN', '1:7 SELECT 1', '1:16 COMMIT'],
  },
  {
    name: 'words that are names',
    script: 'SELECT t.begin, t.if FROM t;SELECT 2',
    statements: ['1:1 SELECT t.begin, t.if FROM t', '1:29 SELECT 2'],
  },
  {
    name: 'a column called delimiter',
    script: 'CREATE TABLE t (\n  delimiter CHAR(1),\n  source INT\n);',
    statements: ['1:1 CREATE TABLE t (\n  delimiter CHAR(1),\n  source INT\n)'],
  },
  {
    name: 'characters of two units',
    script: "SELECT '😀é';SELECT 2",
    statements: ["1:1 SELECT '😀é'", '1:13 SELECT 2'],
  },
  {
    name: 'a byte order mark and carriage returns',
    script: '\uFEFFSELECT 1\r\n, 2;\r\nSELECT 3;\r\n',
    statements: ['1:1 SELECT 1\r\n, 2', '3:1 SELECT 3'],
  },
]

export const mysqlSplitErrors: readonly SplitError[] = [
  { name: 'a typing error', script: 'SELECT 1;\n\n  CREAT TABLE é (a INT);', code: 'SW-SYNTAX', line: 3, column: 3 },
  { name: 'an open string', script: "SELECT 1;\nSELECT 'open;\nSELECT 2;", code: 'SW-SYNTAX', line: 2, column: 8 },
  { name: 'an open name', script: 'SELECT `open;', code: 'SW-SYNTAX', line: 1, column: 8 },
  { name: 'an open comment', script: 'SELECT 1;\n/* open', code: 'SW-SYNTAX', line: 2, column: 1 },
  {
    name: 'a parenthesis before the end',
    script: 'CREATE TABLE t (a INT;\nSELECT 1;',
    code: 'SW-SYNTAX',
    line: 1,
    column: 16,
  },
  {
    name: 'a body without its END',
    script: 'CREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\n',
    code: 'SW-SYNTAX',
    line: 2,
    column: 1,
  },
  {
    name: 'an END of another kind',
    script: 'CREATE PROCEDURE p()\nBEGIN\n  IF 1 THEN SELECT 1; END WHILE;\nEND;',
    code: 'SW-SYNTAX',
    line: 3,
    column: 23,
  },
  { name: 'an END too many', script: 'SELECT 1;\nEND;', code: 'SW-SYNTAX', line: 2, column: 1 },
  {
    name: 'a delimiter that never comes',
    script: 'DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END;\n',
    code: 'SW-SYNTAX',
    line: 2,
    column: 1,
  },
  {
    name: 'a statement left open before DELIMITER',
    script: 'SELECT 1\nDELIMITER //\n',
    code: 'SW-SYNTAX',
    line: 2,
    column: 1,
  },
  { name: 'DELIMITER without one', script: 'DELIMITER\nSELECT 1;', code: 'SW-CLIENT-COMMAND', line: 1, column: 1 },
  { name: 'a terminator of the client', script: 'SELECT 1 \\G', code: 'SW-CLIENT-COMMAND', line: 1, column: 10 },
  { name: 'another file', script: 'SELECT 1;\nsource other.sql', code: 'SW-CLIENT-COMMAND', line: 2, column: 1 },
  { name: 'another database', script: 'USE shop;', code: 'SW-CLIENT-COMMAND', line: 1, column: 1 },
  {
    name: 'an end inside a versioned comment',
    script: '/*!40101 SET NAMES utf8; SET x = 1 */;',
    code: 'SW-SYNTAX',
    line: 1,
    column: 24,
  },
]
