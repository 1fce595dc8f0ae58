import { SlipwayError } from '@slipway/core'
import type { Analysis, Schema, SchemaObject, ServerFacts } from '@slipway/core/plugin'
import { mysqlAnalyzeCases } from '@slipway/testkit/conformance'
import { describe, expect, test } from 'vitest'
import { mysqlDialect } from '../../src/dialect/mysql-dialect.ts'
import type { Flavor } from '../../src/dialect/syntax.ts'

const dialect = mysqlDialect({ database: 'shop' })

const serverOf = (flavor: Flavor): ServerFacts => ({
  flavor,
  version: '',
  versionNumber: flavor === 'mysql' ? 80_031 : 101_119,
  topology: 'primary',
  pooled: false,
  settings: { default_storage_engine: 'InnoDB', lower_case_table_names: '0' },
})

function object(kind: string, definition: string, ...dependsOn: readonly string[]): SchemaObject {
  return { kind, definition, dependsOn }
}

/** A database in which some tables have no transactions. */
const schema: Schema = {
  dialect: 'mysql',
  objects: {
    'table:orders': object('table', 'TABLE ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci'),
    'column:orders.id': object('column', 'int NOT NULL', 'table:orders'),
    'column:orders.note': object('column', 'varchar(40) COLLATE utf8mb4_0900_ai_ci DEFAULT NULL', 'table:orders'),
    'table:items': object('table', 'TABLE ENGINE=MyISAM DEFAULT CHARSET=utf8mb4'),
    'constraint:items.fk': object(
      'constraint',
      'FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`) ON DELETE CASCADE',
      'column:orders.id',
      'table:items',
      'table:orders',
    ),
    'table:log': object('table', 'TABLE ENGINE=MEMORY'),
    'table:audited': object('table', 'TABLE ENGINE=InnoDB'),
    'trigger:audit': object(
      'trigger',
      'CREATE DEFINER=`root`@`%` TRIGGER `audit` AFTER UPDATE ON `audited` FOR EACH ROW BEGIN IF NEW.a THEN INSERT INTO log VALUES (1); END IF; END',
      'table:audited',
    ),
    'procedure:fill': object(
      'procedure',
      'CREATE DEFINER=`root`@`%` PROCEDURE `fill`() UPDATE audited SET b = 1 WHERE 0',
    ),
    'procedure:safe': object('procedure', 'CREATE DEFINER=`root`@`%` PROCEDURE `safe`() BEGIN DELETE FROM plain; END'),
    'procedure:makes': object('procedure', 'CREATE PROCEDURE `makes`() BEGIN CREATE TABLE x (a INT); END'),
    'function:counts': object(
      'function',
      'CREATE FUNCTION `counts`() RETURNS int BEGIN INSERT INTO log VALUES (1); RETURN 1; END',
    ),
    'function:pure': object('function', 'CREATE FUNCTION `pure`(a int) RETURNS int DETERMINISTIC RETURN a + 1'),
    'table:plain': object('table', 'TABLE ENGINE=InnoDB'),
    'view:shown': object('view', 'CREATE VIEW `shown` AS select 1', 'table:log'),
  },
}

function analyzeAll(
  texts: readonly string[],
  flavor: Flavor = 'mysql',
  given: Schema | undefined = schema,
): readonly Analysis[] {
  const preceding: Analysis[] = []
  for (const text of texts) {
    const statement = { text, at: { file: 'up.sql', line: 1 } }
    preceding.push(dialect.analyze(statement, { server: serverOf(flavor), preceding, ...(given && { schema: given }) }))
  }
  return preceding
}

function last(texts: readonly string[], flavor?: Flavor, given?: Schema): Analysis {
  const found = analyzeAll(texts, flavor, given).at(-1)
  if (found === undefined) throw new Error('nothing was analyzed')
  return found
}

describe.each(['mysql', 'mariadb'] as const)('%s', (flavor) => {
  test.each(mysqlAnalyzeCases)('$text', ({ text, expect: wanted }) => {
    const found = dialect.analyze({ text }, { server: serverOf(flavor), preceding: [] })
    const said = { ...found, hazards: found.hazards.map(({ code }) => code).toSorted(), reverse: found.reverse.kind }
    expect(said).toMatchObject(wanted)
  })
})

const engine = (analysis: Analysis): string =>
  [
    analysis.transaction,
    analysis.recovery,
    ...analysis.hazards
      .filter(({ code }) => code === 'SW-MYSQL-ENGINE')
      .map(({ severity, object: id }) => `${severity} ${id}`),
  ].join(' ')

test.each([
  ['UPDATE plain SET a = 1', 'inside atomic'],
  ['UPDATE items SET a = 1', 'outside unknowable stop table:items'],
  ['INSERT INTO log VALUES (1)', 'outside unknowable stop table:log'],
  ['UPDATE audited SET a = 1', 'outside unknowable stop table:log'],
  ['INSERT INTO audited VALUES (1)', 'inside atomic'],
  ['INSERT INTO audited VALUES (1) ON DUPLICATE KEY UPDATE a = 1', 'outside unknowable stop table:log'],
  ['DELETE FROM orders', 'outside unknowable stop table:items'],
  ['UPDATE orders SET note = 1', 'inside atomic'],
  ['REPLACE INTO orders VALUES (1)', 'outside unknowable stop table:items'],
  ['INSERT INTO shown VALUES (1)', 'outside unknowable stop table:log'],
  ['UPDATE plain JOIN items ON 1 SET plain.a = items.a', 'inside atomic'],
  ['UPDATE plain JOIN items ON 1 SET plain.a = 1, items.a = 1', 'outside unknowable stop table:items'],
  ['INSERT INTO missing VALUES (1)', 'inside atomic inform table:missing'],
  ['INSERT INTO plain SELECT * FROM items', 'inside atomic'],
  ['SELECT counts()', 'outside unknowable stop table:log'],
  ['DO counts()', 'outside unknowable stop table:log'],
  ['UPDATE plain SET a = pure(1)', 'inside atomic'],
  ['UPDATE plain SET a = counts()', 'outside unknowable stop table:log'],
  ['EXPLAIN ANALYZE DELETE plain FROM plain JOIN items', 'inside atomic'],
  ['EXPLAIN DELETE FROM items', 'inside atomic'],
])('%s writes engines: %s', (text, wanted) => {
  expect(engine(last([text]))).toBe(wanted)
})

test('engines that the plan itself states count', () => {
  expect(engine(last(['CREATE TABLE n (a INT) ENGINE=Aria', 'INSERT INTO n VALUES (1)']))).toBe(
    'outside unknowable stop table:n',
  )
  expect(engine(last(['CREATE TABLE n (a INT)', 'INSERT INTO n VALUES (1)']))).toBe('inside atomic')
  expect(engine(last(['ALTER TABLE log ENGINE=InnoDB', 'INSERT INTO log VALUES (1)']))).toBe('inside atomic')
  expect(engine(last(['RENAME TABLE log TO diary', 'INSERT INTO diary VALUES (1)']))).toBe(
    'outside unknowable stop table:diary',
  )
  expect(engine(last(['DROP TRIGGER audit', 'UPDATE audited SET a = 1']))).toBe('inside atomic')
  expect(
    engine(
      last([
        'CREATE TRIGGER x BEFORE INSERT ON plain FOR EACH ROW INSERT INTO log VALUES (1)',
        'INSERT INTO plain VALUES (1)',
      ]),
    ),
  ).toBe('outside unknowable stop table:log')
})

test.each([
  ['CALL safe()', 'inside', 'atomic'],
  ['CALL fill()', 'outside', 'unknowable'],
  ['CALL makes()', 'outside', 'unknowable'],
  ['CALL nobody_knows()', 'outside', 'unknowable'],
])('%s runs %s a transaction and is %s', (text, transaction, recovery) => {
  const found = last([text])
  expect([found.transaction, found.recovery, found.opaque]).toEqual([transaction, recovery, true])
})

/** Statements, and the hazards of the last one. */
const hazards: readonly (readonly [texts: readonly string[], hazards: readonly string[]])[] = [
  [['DROP TABLE orders'], ['SW-DATA-LOSS stop table:orders']],
  [['CREATE TABLE n (a INT)', 'DROP TABLE n'], []],
  [['ALTER TABLE orders DROP COLUMN note'], ['SW-DATA-LOSS stop column:orders.note']],
  [['ALTER TABLE orders DROP COLUMN NOTE'], ['SW-DATA-LOSS stop column:orders.note']],
  [['ALTER TABLE orders ADD COLUMN a INT', 'ALTER TABLE orders DROP COLUMN a'], []],
  [['ALTER TABLE orders ADD COLUMN a INT', 'UPDATE orders SET a = 1'], []],
  [['CREATE TABLE n (a INT)', 'CREATE FULLTEXT INDEX i ON n (a)'], []],
  [
    ['ALTER TABLE orders MODIFY note VARCHAR(20)'],
    ['SW-DATA-CHANGE inform column:orders.note', 'SW-MYSQL-COPY inform table:orders'],
  ],
  [['ALTER TABLE orders MODIFY note VARCHAR(60)'], []],
  [
    ['ALTER TABLE orders MODIFY note CHAR(60)'],
    ['SW-DATA-CHANGE inform column:orders.note', 'SW-MYSQL-COPY inform table:orders'],
  ],
  [['ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES plain (id)'], ['SW-MYSQL-COPY inform table:orders']],
  [['SET foreign_key_checks = 0', 'ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES plain (id)'], []],
  [['ALTER TABLE orders ADD COLUMN a INT, LOCK=NONE, ALGORITHM=INSTANT'], ['SW-MYSQL-REFUSED stop table:orders']],
  [
    ['ALTER TABLE orders MODIFY note INT, ALGORITHM=INPLACE'],
    [
      'SW-DATA-CHANGE inform column:orders.note',
      'SW-MYSQL-COPY inform table:orders',
      'SW-MYSQL-REFUSED stop table:orders',
    ],
  ],
  [['ALTER TABLE orders ADD COLUMN a INT, ALGORITHM=COPY'], ['SW-MYSQL-COPY inform table:orders']],
  [['OPTIMIZE TABLE orders'], ['SW-MYSQL-REWRITE inform table:orders']],
  [['OPTIMIZE TABLE items'], ['SW-MYSQL-COPY inform table:items']],
]

test.each(hazards)('%j has the hazards %j', (texts, expected) => {
  const found = last(texts).hazards
  expect(found.map(({ code, severity, object: id }) => `${code} ${severity} ${id}`).toSorted()).toEqual(expected)
  for (const { at } of found) expect(at).toEqual({ file: 'up.sql', line: 1 })
})

test('a plan says what keeps a change from being instant', () => {
  const mixed = last(['ALTER TABLE orders ADD COLUMN a INT, ADD INDEX i (note)'])
  expect(mixed.hazards.map(({ message }) => message).join('\n')).toContain('ADD COLUMN a is instant alone')
  const used = {
    ...schema,
    objects: {
      ...schema.objects,
      'table:orders': { ...object('table', 'TABLE ENGINE=InnoDB'), cosmetic: 'instant changes: 64' },
    },
  }
  const full = last(['ALTER TABLE orders ADD COLUMN a INT'], 'mysql', used)
  expect(full.rewrite).toBe(true)
  expect(full.hazards.map(({ code }) => code)).toEqual(['SW-MYSQL-REWRITE', 'SW-MYSQL-NOT-INSTANT'])
  expect(full.hazards[1]?.message).toContain('64 instant changes')
  expect(last(['ALTER TABLE orders ADD COLUMN a INT'], 'mariadb', used).rewrite).toBe(false)
})

test('names are compared as the server compares them', () => {
  expect(last(['ALTER TABLE orders ADD COLUMN Extra INT', 'UPDATE orders SET extra = 1']).hazards).toEqual([])
  expect(last(['CREATE TABLE Fresh (a INT)', 'DROP TABLE fresh']).hazards.map(({ code }) => code)).toEqual([
    'SW-DATA-LOSS',
  ])
  const settings = { ...serverOf('mysql').settings, lower_case_table_names: '1' }
  const { objects } = dialect.analyze(
    { text: 'ALTER TABLE Shop.ORDERS DROP COLUMN Note' },
    { server: { ...serverOf('mysql'), settings }, schema, preceding: [] },
  )
  expect(objects.map(({ id }) => id)).toEqual(['table:orders', 'column:orders.note'])
})

test('MariaDB from 11.2 on may copy while others write, so a wish for it is not refused', () => {
  const codes = (versionNumber: number): readonly string[] => {
    const server = { ...serverOf('mariadb'), versionNumber }
    const text = 'ALTER TABLE orders MODIFY note INT, ALGORITHM=COPY, LOCK=NONE'
    return dialect.analyze({ text }, { server, schema, preceding: [] }).hazards.map(({ code }) => code)
  }
  expect(codes(101_119)).toContain('SW-MYSQL-REFUSED')
  expect(codes(110_400)).not.toContain('SW-MYSQL-REFUSED')
})

test('MySQL before 8.0.29 and 8.0.12 is told apart', () => {
  const mode = (versionNumber: number, text: string): string | undefined => {
    const server = { ...serverOf('mysql'), versionNumber }
    return dialect.analyze({ text }, { server, schema, preceding: [] }).locks[0]?.mode
  }
  expect(mode(80_028, 'ALTER TABLE orders ADD COLUMN a INT')).toContain('INSTANT')
  expect(mode(80_028, 'ALTER TABLE orders ADD COLUMN a INT FIRST')).toContain('INPLACE, LOCK=NONE')
  expect(mode(80_028, 'ALTER TABLE orders DROP COLUMN note')).toContain('INPLACE, LOCK=NONE')
  expect(mode(80_011, 'ALTER TABLE orders ADD COLUMN a INT')).toContain('INPLACE, LOCK=NONE')
  expect(mode(80_027, 'ALTER TABLE orders RENAME COLUMN note TO text')).toContain('INPLACE, LOCK=NONE')
})

test.each([
  ['LOCK TABLES orders WRITE', 'Slipway could not write its own tables'],
  ['UNLOCK TABLES', 'takes the locks that it needs'],
  ['SET autocommit = 0', 'Take AUTOCOMMIT out'],
  ['SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'REPEATABLE READ'],
  ['START TRANSACTION READ ONLY', 'REPEATABLE READ'],
  ['COMMIT AND CHAIN', 'Write COMMIT alone'],
  ['DO RELEASE_ALL_LOCKS()', 'by name'],
  ["XA START 'x'", 'ends outside of this connection'],
])('%s is refused', (text, words) => {
  let caught: unknown
  try {
    last([text])
  } catch (thrown) {
    caught = thrown
  }
  if (!(caught instanceof SlipwayError)) throw new Error('it was not refused')
  expect(caught.code).toBe('SW-TRANSACTION')
  expect(`${caught.message} ${caught.hint}`).toContain(words)
  expect(caught.message).toContain('up.sql:1: ')
})

test('rows that a client would read are refused', () => {
  expect(() => last(["LOAD DATA LOCAL INFILE '/tmp/x' INTO TABLE plain"])).toThrow(
    expect.objectContaining({ code: 'SW-CLIENT-COMMAND' }),
  )
  expect(last(["LOAD DATA INFILE '/tmp/x' INTO TABLE plain"])).toMatchObject({ scope: 'wider', transaction: 'inside' })
})

test('what runs behind EXPLAIN ANALYZE, and behind ANALYZE on MariaDB, is what counts', () => {
  expect(last(['EXPLAIN ANALYZE UPDATE plain JOIN audited SET plain.a = 1']).data).toBe('changes')
  expect(last(['EXPLAIN UPDATE plain SET a = 1'])).toMatchObject({ verb: 'explain', data: 'reads' })
  expect(last(['ANALYZE FORMAT=JSON DELETE FROM plain'], 'mariadb').data).toBe('destroys')
  expect(last(['ANALYZE TABLE plain'], 'mariadb')).toMatchObject({ verb: 'analyze table', recovery: 'repeatable' })
})

test.each(['ALTER TABEL t ADD a INT', 'ALTER TABLE t FROBNICATE', 'CREATE TABLE t (a', 'INSERT INTO (a) VALUES (1)'])(
  '%s is no statement',
  (text) => {
    expect(() => last([text])).toThrow(expect.objectContaining({ code: 'SW-SYNTAX' }))
  },
)

test.each([
  ['CREATE OR REPLACE TABLE orders (a INT)', 'create table', 'table:orders create', 'SW-DATA-LOSS'],
  ['CREATE SEQUENCE s', 'create sequence', 'sequence:s create', ''],
  ['ALTER TABLE orders ADD COLUMN IF NOT EXISTS note INT', 'alter table', 'column:orders.note create', ''],
  ['DELETE FROM plain WHERE a = 1 RETURNING a', 'delete', 'table:plain write', 'SW-DATA-LOSS'],
  ['SET STATEMENT max_statement_time = 5 FOR UPDATE plain SET a = 1', 'update', 'table:plain write', 'SW-DATA-CHANGE'],
  ['ALTER TABLE plain ADD SYSTEM VERSIONING', 'alter table', 'table:plain alter', 'SW-MYSQL-COPY'],
  ['DROP TABLE IF EXISTS nothing_there', 'drop table', '', ''],
])('MariaDB: %s', (text, verb, touched, code) => {
  const found = last([text], 'mariadb')
  const touches = found.objects.map(({ id, effect }) => `${id} ${effect}`)
  expect(found.verb).toBe(verb)
  if (touched === '') expect(touches).toEqual([])
  else expect(touches).toContain(touched)
  expect(found.hazards.map((one) => one.code)).toEqual(code === '' ? [] : [code])
})

test.each([
  ['SET GLOBAL max_connections = 64 * 4', 'repeatable'],
  ["SET GLOBAL init_connect = 'SET @a = f(1)'", 'repeatable'],
  ['SET GLOBAL max_connections = @@GLOBAL.max_connections + 1', 'unknowable'],
  ['SET PERSIST max_connections = 5, sync_binlog = (SELECT 1)', 'unknowable'],
])('%s is %s', (text, recovery) => {
  expect(last([text])).toMatchObject({ transaction: 'outside', recovery })
})

describe('values of a session do not outlive it', () => {
  const ddl = 'CREATE TABLE y (a INT)'
  test.each([
    [['SET @n = (SELECT COUNT(*) FROM plain)', ddl], 'UPDATE plain SET a = @n'],
    [['SET @k = 1, @n = (SELECT COUNT(*) FROM plain)', ddl], 'UPDATE plain SET a = @K'],
    [['SET @n = (SELECT 1)', 'SET @m = @n', ddl], 'UPDATE plain SET a = @m'],
    [['SELECT MAX(a), MIN(a) INTO @x, @n FROM plain', ddl], 'UPDATE plain SET a = @n'],
    [['SELECT @n := MAX(a) FROM plain', 'COMMIT', 'BEGIN'], 'UPDATE plain SET a = @n'],
    [['INSERT INTO plain VALUES (1)', ddl], 'INSERT INTO orders (id) VALUES (LAST_INSERT_ID())'],
  ])('%j, then %s', (before, text) => {
    const code = (texts: readonly string[]): unknown => {
      try {
        return last(texts).verb
      } catch (error) {
        return error instanceof SlipwayError ? error.code : error
      }
    }
    expect(code([...before, text])).toBe('SW-TRANSACTION')
    expect(code([...before.filter((one) => one !== ddl && one !== 'COMMIT' && one !== 'BEGIN'), text])).toMatch(
      /^(?:update|insert)$/,
    )
  })
  test.each([
    [["SET @n = 'x'", ddl, 'UPDATE plain SET a = @n'], 'update'],
    [['SET @n = (SELECT 1)', ddl, 'CREATE PROCEDURE q() BEGIN SET @n = 1; SELECT @n; END'], 'create procedure'],
    [['SET @n = @@sql_mode', ddl, 'SET sql_mode = @n'], 'set'],
    [['SET @n = (SELECT 1)', ddl, 'SET @n = (SELECT 2)', 'UPDATE plain SET a = @n'], 'update'],
    [['SET @s = CONCAT(1)', 'PREPARE s FROM @s', 'EXECUTE s', 'SELECT 2 INTO @s', 'PREPARE s FROM @s'], 'prepare'],
  ])('%j is taken', (texts, verb) => {
    expect(last(texts).verb).toBe(verb)
  })
  test('a setting holds for its own file', () => {
    const at = (file: string) => ({ file, line: 1 })
    const set = dialect.analyze(
      { text: "SET sql_mode = 'ANSI_QUOTES'", at: at('1.sql') },
      { server: serverOf('mysql'), preceding: [] },
    )
    const drop = (file: string) => () =>
      dialect.analyze({ text: 'DROP TABLE "order"', at: at(file) }, { server: serverOf('mysql'), preceding: [set] })
        .objects
    expect(drop('1.sql')()).toEqual([{ id: 'table:`order`', effect: 'drop' }])
    expect(drop('2.sql')).toThrow(SlipwayError)
  })
})

test('quotes and names go by the rules of both servers', () => {
  expect(
    ['orders', 'Orders', 'user', 'order', 'a`b', '1a', 'é', 'rank', 'offset', 'a b'].map((name) => dialect.quote(name)),
  ).toEqual(['orders', 'Orders', 'user', '`order`', '`a``b`', '`1a`', '`é`', '`rank`', '`offset`', '`a b`'])
  const ansi = mysqlDialect({ sqlMode: 'ANSI_QUOTES' })
  const found = ansi.analyze({ text: 'DROP TABLE "order"' }, { server: serverOf('mysql'), preceding: [] })
  expect(found.objects).toEqual([{ id: 'table:`order`', effect: 'drop' }])
})

test('a marker cannot end its own comment, and cuts nothing off', () => {
  expect(dialect.mark('SELECT 1', 'a */ b /* c')).toBe('SELECT /* slipway:a * / b / * c */ 1')
  expect(dialect.mark('-- why\nUPDATE t SET a = 1', 'V1')).toBe('-- why\nUPDATE /* slipway:V1 */ t SET a = 1')
  expect(dialect.mark('/*!40101 SET NAMES utf8 */', 'V1')).toBe('/* slipway:V1 */ /*!40101 SET NAMES utf8 */')
  expect(dialect.mark('(SELECT 1)', 'V1')).toBe('/* slipway:V1 */ (SELECT 1)')
})
