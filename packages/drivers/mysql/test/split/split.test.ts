import { SlipwayError } from '@slipway/core'
import { mysqlSplitCases, mysqlSplitErrors } from '@slipway/testkit/conformance'
import { describe, expect, test } from 'vitest'
import { mysqlDialect } from '../../src/dialect/mysql-dialect.ts'

const cutWith =
  (options: Parameters<typeof mysqlDialect>[0]) =>
  (script: string): readonly string[] =>
    mysqlDialect(options)
      .split(script, 'm/a.sql')
      .map(({ text, at }) => `${at?.line}:${at?.column} ${text}`)

const mysql = cutWith({ flavor: 'mysql', version: 80_031 })
const mariadb = cutWith({ flavor: 'mariadb', version: 101_119 })
const either = cutWith({})

function refusal(cut: (script: string) => unknown, script: string): SlipwayError {
  try {
    cut(script)
  } catch (thrown) {
    if (thrown instanceof SlipwayError) return thrown
    throw thrown
  }
  throw new Error(`it was not refused: ${script}`)
}

describe.each([
  ['MySQL', mysql],
  ['MariaDB', mariadb],
  ['a server that was not asked yet', either],
] as const)('as %s', (_, cut) => {
  test.each(mysqlSplitCases)('cuts $name', ({ script, statements }) => {
    expect(cut(script)).toEqual(statements)
  })

  test.each(mysqlSplitErrors)('refuses $name', ({ script, code, line, column }) => {
    const { code: found, details, message, hint } = refusal(cut, script)
    expect([found, details['line'], details['column']]).toEqual([code, line, column])
    expect(message).toContain(`m/a.sql:${line}:${column}: `)
    expect(message).toContain('Nothing was changed.')
    expect(hint).toBeTruthy()
  })
})

test('what a versioned comment holds counts where the version says so', () => {
  const script = '/*!80100 SELECT 1 */;/*!50701 SELECT 2 */;/*M!100100 SELECT 3 */;/*!50600 SELECT 4 */;SELECT 5'
  const texts = (cut: (script: string) => readonly string[]): readonly string[] =>
    cut(script).map((one) => one.replace(/^.*(\d)\D*$/, '$1'))
  expect(texts(mysql)).toEqual(['2', '4', '5'])
  expect(texts(mariadb)).toEqual(['3', '4', '5'])
  expect(texts(either)).toEqual(['1', '2', '3', '4', '5'])
  expect(either('/*M!999999\\- enable the sandbox mode */\nSELECT 1;')).toEqual(['2:1 SELECT 1'])
})

test('MariaDB runs blocks by themselves, MySQL does not', () => {
  const block = 'BEGIN NOT ATOMIC\n  IF 1 THEN SELECT 1; END IF;\nEND'
  expect(mariadb(`${block};SELECT 2`)).toEqual([`1:1 ${block}`, '3:5 SELECT 2'])
  expect(mariadb('IF 1 THEN SELECT 1; SELECT 2; END IF; SELECT 3')).toHaveLength(2)
  expect(mariadb('FOR i IN 1..3 DO SELECT i; END FOR; SELECT 3')).toHaveLength(2)
  expect(refusal(mysql, `${block};`).message).toContain('MariaDB only')
  expect(refusal(mysql, 'IF 1 THEN SELECT 1; END IF;').code).toBe('SW-SYNTAX')
  expect(refusal(mysql, 'BEGIN SELECT 1; END;').message).toContain('starts a transaction')
})

test('quotes and backslashes mean what sql_mode says', () => {
  const plain = cutWith({ sqlMode: 'NO_BACKSLASH_ESCAPES' })
  expect(plain("SELECT 'a\\';SELECT 2")).toHaveLength(2)
  expect(refusal(either, "SELECT 'a\\';SELECT 2").message).toContain('never closed')
  const ansi = cutWith({ sqlMode: 'ANSI_QUOTES' })
  expect(ansi('SELECT "a\\";SELECT 2')).toHaveLength(2)
})

/** Pieces of scripts, each one statement, whatever stands beside it. */
const pieces: readonly string[] = [
  'SELECT 1',
  'INSERT INTO t VALUES (\'a;b\', "c\\";", `d;`)',
  'SELECT /* x; */ 2 -- y;\n, 3',
  'CREATE PROCEDURE p() BEGIN DECLARE i INT; IF i THEN SELECT CASE i WHEN 1 THEN 2 END; END IF; END',
  'CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE 1 WHEN 1 THEN 2 END',
  'CREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW BEGIN l: WHILE 1 DO LEAVE l; END WHILE l; END',
  'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN REPEAT SELECT 1; UNTIL 1 END REPEAT; END',
  '/*!40101 SET NAMES utf8mb4 */',
  'BEGIN',
  'COMMIT',
  "CREATE TABLE `end` (`begin` INT, b ENUM(';', ')'))",
]
const between: readonly string[] = [';', ' ;\n', ';-- c;\n', '; /* d; */ ', ';\r\n# e\n', ';;;']

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

test('no text is lost, however statements are put together', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const next = numbers(seed)
    const chosen = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)] ?? '')
    const script = chosen.map((piece) => `${piece}${between[next(between.length)]}`).join('')
    expect(
      either(script).map((one) => one.replace(/^\d+:\d+ /, '')),
      script,
    ).toEqual(chosen)
    const wrapped = `DELIMITER //\n${chosen.join('//\n')}//\nDELIMITER ;`
    expect(
      either(wrapped).map((one) => one.replace(/^\d+:\d+ /, '')),
      wrapped,
    ).toEqual(chosen)
  }
})

test('a script that is cut off anywhere is cut or refused, and nothing else', () => {
  const script = `${pieces.join(';\n')};`
  for (let end = 0; end <= script.length; end++) {
    try {
      const found = mysqlDialect().split(script.slice(0, end), 'a.sql')
      const rest = found.reduce((left, { text }) => left.slice(left.indexOf(text) + text.length), script.slice(0, end))
      expect(rest.replace(/[;\s]|\/\*[^]*?\*\/|--.*|#.*/g, '')).toBe('')
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(SlipwayError)
    }
  }
})

test('a name that the server would change is refused where it stands; a value with such a character is not', () => {
  const error = refusal(either, "SELECT '😀';\nCREATE TABLE `emoji😀` (id INT)")
  expect(error.code).toBe('SW-SYNTAX')
  expect(error.details).toMatchObject({ line: 2, column: 14 })
  expect(either("INSERT INTO `größe_訂單` VALUES ('😀')")).toHaveLength(1)
})
