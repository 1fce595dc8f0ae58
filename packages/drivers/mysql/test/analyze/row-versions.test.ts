import { afterAll, beforeAll, expect, test } from 'vitest'
import { mysqlDialect } from '../../src/dialect/mysql-dialect.ts'
import { inspect } from '../../src/inspect/index.ts'
import { freshConnection, type FreshConnection } from '../fresh-connection.ts'

let fresh: FreshConnection

beforeAll(async () => {
  fresh = await freshConnection('mysql')
})
afterAll(() => fresh.close())

test('the 65th instant change is foretold not to be one, and the server agrees', async () => {
  await fresh.run('CREATE TABLE t (id INT PRIMARY KEY)')
  for (let change = 0; change < 63; change++) {
    await fresh.query(`ALTER TABLE t ${change % 2 === 0 ? 'ADD COLUMN x INT' : 'DROP COLUMN x'}, ALGORITHM=INSTANT`)
  }
  const schema = await inspect(fresh.query, fresh.server)
  expect(schema.objects['table:t']?.cosmetic).toBe('instant changes: 63')

  const dialect = mysqlDialect({ flavor: 'mysql', database: fresh.database })
  const [last, over] = ['ALTER TABLE t ADD COLUMN y INT', 'ALTER TABLE t ADD COLUMN z INT']
  const first = dialect.analyze({ text: last }, { server: fresh.server, schema, preceding: [] })
  const second = dialect.analyze({ text: over }, { server: fresh.server, schema, preceding: [first] })
  expect([first.rewrite, second.rewrite]).toEqual([false, true])
  expect(second.hazards.map(({ code }) => code)).toContain('SW-MYSQL-NOT-INSTANT')

  await fresh.query(`${last}, ALGORITHM=INSTANT`)
  await expect(fresh.query(`${over}, ALGORITHM=INSTANT`)).rejects.toMatchObject({ errno: 4092 })
  await fresh.query(`${over}, ALGORITHM=INPLACE, LOCK=NONE`)
  expect((await inspect(fresh.query, fresh.server)).objects['table:t']?.cosmetic).toBeUndefined()
})
