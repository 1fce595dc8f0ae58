import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mysqlDialect } from '../../src/dialect/mysql-dialect.ts'
import { inspect } from '../../src/inspect/index.ts'
import { differences } from '../differences.ts'
import { flavors, freshConnection, type FreshConnection } from '../fresh-connection.ts'

const sqlMode = 'STRICT_TRANS_TABLES,ANSI_QUOTES,NO_BACKSLASH_ESCAPES'

describe.each(flavors)('%s under NO_BACKSLASH_ESCAPES', (flavor) => {
  let connection: FreshConnection

  beforeAll(async () => {
    connection = await freshConnection(flavor)
    await connection.run(
      `SET SESSION sql_mode = '${sqlMode}'`,
      `CREATE TABLE t (a INT, path VARCHAR(20) DEFAULT 'C:\\it''s\\' COMMENT 'a \\ b')`,
      `CREATE VIEW v AS SELECT 'x\\' AS x, path FROM t`,
      `CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.path = 'y\\z'`,
    )
  })
  afterAll(() => connection.close())

  test.each([
    "ALTER TABLE t ALTER path SET DEFAULT 'D:\\'",
    'ALTER TABLE t DROP COLUMN path',
    'DROP VIEW v',
    'DROP TRIGGER g',
    'DROP TABLE t',
  ])('undoes %s', async (text) => {
    const dialect = mysqlDialect({ flavor, database: connection.database, sqlMode })
    const before = await inspect(connection.query, connection.server)
    const reverse = dialect.reverse({ text }, before)
    await connection.run(text)
    await connection.run(...(reverse.kind === 'statements' ? reverse.statements : [JSON.stringify(reverse)]))
    await connection.run(`SET SESSION sql_mode = '${sqlMode}'`)
    expect(differences(before, await inspect(connection.query, connection.server))).toEqual({})
  })
})
