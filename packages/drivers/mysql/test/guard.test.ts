import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareGuarded } from '../src/dialect/guard/compare-guarded.ts'
import { readStatement } from '../src/dialect/read/read-statement.ts'
import { inspect } from '../src/inspect/index.ts'
import { flavors, freshConnection, type FreshConnection } from './fresh-connection.ts'

describe.each(flavors)('%s', (flavor) => {
  let connection: FreshConnection
  beforeAll(async () => {
    connection = await freshConnection(flavor)
    await connection.run(
      'CREATE TABLE t (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) NOT NULL, b DECIMAL(8,2), c INT NOT NULL DEFAULT 5, KEY t_a (a), UNIQUE KEY t_ab (a, b))',
    )
  })
  afterAll(() => connection.close())

  const same = 'id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) NOT NULL, b DECIMAL(8,2) NULL'
  const keys = 'KEY t_a (a), UNIQUE t_ab (a, b)'

  test.each([
    [`(${same}, c INT NOT NULL DEFAULT 5, ${keys})`, 'unsure', []],
    [`(${same}, ${keys})`, 'differs', ['it has a column c that is not meant']],
    [`(${same}, c INT NOT NULL, ${keys})`, 'differs', ['column c: it has a default, meant is none']],
    [`(${same}, c BIGINT NOT NULL DEFAULT 5, d INT, ${keys})`, 'differs', ['column c: it is', 'it has no column d']],
    [`(${same}, c INT DEFAULT 5, KEY t_a (b))`, 'differs', ['column c: it is NOT NULL', 'index t_a is on (a)']],
    [`(${same}, c INT NOT NULL DEFAULT 5) ENGINE = MyISAM`, 'differs', ['its engine is InnoDB, meant is MyISAM']],
  ])('compares CREATE TABLE IF NOT EXISTS t %s', async (body, verdict, differences) => {
    const schema = await inspect(connection.query, connection.server)
    const parsed = readStatement(`CREATE TABLE IF NOT EXISTS t ${body}`, connection.syntax, connection.database)
    const found = compareGuarded(parsed, 'table:t', schema)
    expect(found.verdict).toBe(verdict)
    const said = found.verdict === 'differs' ? found.differences : []
    expect(said.map((text, at) => text.slice(0, differences[at]?.length))).toEqual(differences)
  })

  test('what is there word for word is no change', async () => {
    await connection.run('CREATE TABLE plain (a INT NOT NULL, b VARCHAR(10), PRIMARY KEY (a), KEY plain_b (b))')
    const schema = await inspect(connection.query, connection.server)
    const text = 'CREATE TABLE IF NOT EXISTS plain (a INTEGER, b VARCHAR(10) NULL, PRIMARY KEY (a), INDEX plain_b (b))'
    const parsed = readStatement(text, connection.syntax, connection.database)
    expect(compareGuarded(parsed, 'table:plain', schema)).toEqual({ verdict: 'noop' })
  })
})
