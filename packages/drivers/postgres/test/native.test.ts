import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { postgres } from '../src/index.ts'

test("a result carries the client's own answer", async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const session = await postgres({ url: database.url }).connect()
  try {
    const answer = { command: 'SELECT', fields: [{ name: 'word', dataTypeID: 19 }] }
    for (const params of [[], ['x']]) {
      const text = params.length === 0 ? `SELECT 'x'::name AS word` : 'SELECT $1::name AS word'
      const { rows, native } = await session.execute({ text, params })
      expect(rows).toEqual([{ word: 'x' }])
      expect(native).toMatchObject(answer)
    }
    const { rows, native } = await session.execute({ text: `SELECT 1 AS first; SELECT 'x'::name AS word` })
    expect(rows).toEqual([{ word: 'x' }])
    expect(native).toMatchObject([{ fields: [{ name: 'first' }] }, answer])
  } finally {
    await session.close()
  }
})
