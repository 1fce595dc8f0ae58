import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentChecksums, countRows, stats } from '../../src/inspect/index.ts'
import { flavors, freshConnection, type FreshConnection } from '../fresh-connection.ts'

describe.each(flavors)('%s', (flavor) => {
  let connection: FreshConnection
  beforeAll(async () => {
    connection = await freshConnection(flavor)
  })
  afterAll(() => connection.close())

  const sum = async (table: string): Promise<string | undefined> =>
    (await contentChecksums(connection.query, [`table:${table}`]))[`table:${table}`]

  test('one checksum whatever the order of rows and columns, another for a row more', async () => {
    await connection.run(
      'CREATE TABLE a (n INT, s VARCHAR(20))',
      'CREATE TABLE b (s VARCHAR(20), n INT)',
      "INSERT INTO a VALUES (1, 'x'), (2, NULL), (2, NULL)",
      "INSERT INTO b VALUES (NULL, 2), ('x', 1), (NULL, 2)",
    )
    expect(await sum('a')).toBe(await sum('b'))
    await connection.run('DELETE FROM b WHERE n = 2 LIMIT 1')
    expect(await sum('a')).not.toBe(await sum('b'))
  })

  const values: readonly (readonly [type: string, one: string, other: string])[] = [
    ['INT', '1', 'NULL'],
    ['VARCHAR(9)', "''", 'NULL'],
    ['VARCHAR(9)', "'N'", 'NULL'],
    ['VARCHAR(9)', "'a'", "'A'"],
    ['VARCHAR(9)', "'a'", "'a '"],
    ['FLOAT', '16777216', '16777218'],
    ['DOUBLE', '0.1', '0.10000000000000002'],
    ['DECIMAL(30,10)', '12345678901234567890.0000000001', '12345678901234567890.0000000002'],
    ['BIGINT UNSIGNED', '18446744073709551615', '18446744073709551614'],
    ['BLOB', "x'00ff'", "x'00fe'"],
    ['VARBINARY(9)', "x''", 'NULL'],
    ['BIT(9)', "b'1'", "b'10'"],
    ['JSON', '\'{"a": 1}\'', '\'{"a": "1"}\''],
    ['DATETIME(6)', "'2020-01-01 00:00:00.000001'", "'2020-01-01 00:00:00.000002'"],
    ['TIMESTAMP', "'2020-01-01 00:00:00'", "'2020-01-01 00:00:01'"],
    ['TIME', "'-01:00:00'", "'01:00:00'"],
    ['YEAR', '2020', '2021'],
    ["ENUM('a','b')", "'a'", "'b'"],
    ["SET('a','b')", "''", "'a,b'"],
    ['POINT', 'POINT(1, 2)', 'POINT(2, 1)'],
    ['LONGTEXT', "REPEAT('x', 100000)", "CONCAT(REPEAT('x', 99999), 'y')"],
  ]
  test.each(values)('%s: %s is told from %s', async (type, one, other) => {
    await connection.run(
      `CREATE OR REPLACE VIEW nothing AS SELECT 1`,
      `CREATE TABLE v (id INT, v ${type})`,
      `INSERT INTO v VALUES (1, ${one})`,
    )
    try {
      const first = await sum('v')
      await connection.run('UPDATE v SET v = v')
      expect(await sum('v')).toBe(first)
      await connection.run(`UPDATE v SET v = ${other}`)
      expect(await sum('v')).not.toBe(first)
      await connection.run(`UPDATE v SET v = ${one}`)
      expect(await sum('v')).toBe(first)
    } finally {
      await connection.run('DROP TABLE v')
    }
  })

  test('neither charset, time zone nor generated columns change it', async () => {
    await connection.run(
      'CREATE TABLE c (id INT, t TIMESTAMP NULL, w VARCHAR(20) CHARACTER SET latin1, twice INT AS (id * 2) STORED)',
      "INSERT INTO c (id, t, w) VALUES (1, '2020-06-01 12:00:00', 'é')",
    )
    const first = await sum('c')
    await connection.run("SET SESSION time_zone = '+05:00'")
    expect(await sum('c')).toBe(first)
    await connection.run(
      'SET SESSION time_zone = DEFAULT',
      'ALTER TABLE c MODIFY w VARCHAR(20) CHARACTER SET utf8mb4, DROP twice, ADD thrice INT AS (id * 3) VIRTUAL FIRST',
    )
    expect(await sum('c')).toBe(first)
  })

  test('counts rows, and estimates them; what is absent or no table is left out', async () => {
    await connection.run(
      'CREATE TABLE `odd ``n` (a INT)',
      'INSERT INTO `odd ``n` VALUES (1), (2)',
      'CREATE VIEW w AS SELECT 1',
    )
    const ids = ['table:`odd ``n`', 'table:nowhere', 'view:w', 'table:w']
    expect(await countRows(connection.query, ids)).toEqual({ 'table:`odd ``n`': 2 })
    expect(await countRows(connection.query, [])).toEqual({})
    expect(Object.keys(await contentChecksums(connection.query, ids))).toEqual(['table:`odd ``n`'])
    await connection.run('ANALYZE TABLE `odd ``n`')
    const found = await stats(connection.query, connection.server, ids)
    expect(found).toEqual({ 'table:`odd ``n`': { rows: 2, bytes: expect.any(Number) } })
  })
})
