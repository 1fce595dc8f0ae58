import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mysqlDialect } from '../src/dialect/mysql-dialect.ts'
import { inspect } from '../src/inspect/index.ts'
import { flavors, freshConnection, type FreshConnection } from './fresh-connection.ts'

const objects: readonly string[] = [
  'CREATE TABLE t (a INT PRIMARY KEY)',
  '-- why\nCREATE OR REPLACE VIEW v AS SELECT a FROM t',
  'CREATE PROCEDURE p(IN x INT) BEGIN SELECT x; END',
  'CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1',
  'CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1',
  "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DO DELETE FROM t",
  '/*!50003 CREATE*/ /*!50020 DEFINER = CURRENT_USER*/ /*!50003 PROCEDURE q() SELECT 1 */',
]
const drops: readonly string[] = ['TABLE t', 'VIEW v', 'PROCEDURE p', 'FUNCTION f', 'EVENT e', 'PROCEDURE q']

describe.each(flavors)('%s', (flavor) => {
  let fresh: FreshConnection
  const dialect = mysqlDialect({ flavor })

  beforeAll(async () => {
    fresh = await freshConnection(flavor)
  })
  afterAll(() => fresh.close())

  test('a marker is seen where the server shows what runs', async () => {
    const text = dialect.mark('SELECT info FROM information_schema.processlist WHERE id = CONNECTION_ID()', 'V1 up 0.0')
    const [row] = await fresh.query(text)
    expect(String(row?.['info'] ?? row?.['INFO'])).toContain('/* slipway:V1 up 0.0 */')
  })

  test('hints behind the first word still count', async () => {
    const text = 'SELECT /*+ SET_VAR(sort_buffer_size = 40000) */ @@sort_buffer_size = 40000 AS hinted'
    const marked = dialect.mark(text, 'V1 up 0.0')
    expect(marked).toContain('/* slipway:V1 up 0.0 */')
    expect(await fresh.query(marked)).toEqual([{ hinted: flavor === 'mysql' ? 1 : 0 }])
  })

  test('a marker is not kept with what is made', async () => {
    const made = async (mark: (text: string) => string): Promise<unknown> => {
      for (const text of objects) await fresh.query(mark(text))
      const schema = await inspect(fresh.query, fresh.server)
      for (const text of drops) await fresh.query(`DROP ${text}`)
      return schema
    }
    const plain = await made((text) => text)
    expect(await made((text) => dialect.mark(text, 'V1 up 0.0'))).toEqual(plain)
    expect(JSON.stringify(plain)).not.toContain('slipway:')
  })
})
