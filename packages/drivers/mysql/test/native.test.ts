import { freshDatabase, sharedMysql } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { mysql } from '../src/index.ts'

test("a result carries the client's own answer: rows, then columns", async () => {
  await using database = await freshDatabase(await sharedMysql('8.0'))
  const session = await mysql({ url: database.url }).connect()
  try {
    for (const params of [[], ['x']]) {
      const { native } = await session.execute({
        text: params.length === 0 ? "SELECT 'x' AS word" : 'SELECT ? AS word',
        params,
      })
      expect(native).toMatchObject([[{ word: 'x' }], [{ name: 'word', columnType: 253 }]])
    }
    await session.execute({ text: 'CREATE TABLE numbered (id int AUTO_INCREMENT PRIMARY KEY, word text)' })
    const { native } = await session.execute({ text: "INSERT INTO numbered (word) VALUES ('x'), ('y')" })
    expect(native).toMatchObject([{ affectedRows: 2, insertId: 1 }, undefined])
  } finally {
    await session.close()
  }
})
