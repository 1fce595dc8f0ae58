import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { postgres } from '../src/index.ts'

test("a result carries the client's own answer", async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const session = await postgres({ url: database.url }).connect()
  try {
    for (const params of [[], ['x']]) {
      const text = params.length === 0 ? `SELECT 1 AS ignored; SELECT 'x'::name AS word` : 'SELECT $1::name AS word'
      const { rows, native } = await session.execute({ text, params })
      expect(rows).toEqual([{ word: 'x' }])
      expect(native).toMatchObject({ command: 'SELECT', fields: [{ name: 'word', dataTypeID: 19 }] })
    }
  } finally {
    await session.close()
  }
})
