import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { freshDatabase, mysqlDump, sharedMariadb, sharedMysql } from '../src/index.ts'

const statements = [
  'CREATE TABLE orders (id int PRIMARY KEY AUTO_INCREMENT, n int)',
  'INSERT INTO orders (n) VALUES (1)',
  'CREATE TRIGGER counted BEFORE INSERT ON orders FOR EACH ROW SET NEW.n = 1',
  'CREATE PROCEDURE ask() SELECT 1',
  'CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO SELECT 1',
]

test.each([
  ['MySQL', () => sharedMysql('8.0')],
  ['MariaDB', () => sharedMariadb('10.11')],
] as const)('mysqldump shows all definitions of %s, and the same for two databases', async (_name, shared) => {
  const server = await shared()
  await using one = await freshDatabase(server)
  await using other = await freshDatabase(server)
  for (const [url, rows] of [
    [one.url, 1],
    [other.url, 3],
  ] as const) {
    const connection = await createConnection(url)
    for (const statement of statements) await connection.query(statement)
    for (let row = 0; row < rows; row += 1) await connection.query('INSERT INTO orders (n) VALUES (1)')
    await connection.end()
  }
  const dump = await mysqlDump(one.url)
  for (const word of ['CREATE TABLE `orders`', 'counted', 'ask', 'nightly']) expect(dump).toContain(word)
  expect(dump).not.toContain('INSERT INTO `orders`')
  const withoutStart = (text: string): string => text.replaceAll(/STARTS '[^']*'/g, '')
  expect(withoutStart(await mysqlDump(other.url))).toBe(withoutStart(dump))
  await expect(mysqlDump(one.url, ['--no-such-option'])).rejects.toThrow('no-such-option')
})
