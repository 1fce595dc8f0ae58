import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quoteIdentifier } from '../../src/dialect/names/quote-identifier.ts'
import { flavors, freshConnection, type FreshConnection } from '../fresh-connection.ts'

describe.each(flavors)('%s', (flavor) => {
  let fresh: FreshConnection

  beforeAll(async () => {
    fresh = await freshConnection(flavor)
    await fresh.run('CREATE TABLE t (a INT)')
  })
  afterAll(() => fresh.close())

  test('every keyword that the server refuses as a name is put in backticks', async () => {
    const rows = await fresh.query('SELECT WORD AS word FROM information_schema.KEYWORDS')
    const words = rows.map((row) => String(row['word']).toLowerCase()).filter((word) => /^\w+$/.test(word))
    const unquoted = words.filter((word) => quoteIdentifier(word) === word)
    expect(unquoted.length).toBeGreaterThan(200)
    for (const word of unquoted) {
      await fresh.run(`CREATE TEMPORARY TABLE ${word} (${word} INT, KEY ${word} (${word}))`)
      await fresh.run(
        `INSERT INTO ${word} (${word}) VALUES (1)`,
        `SELECT ${word} FROM ${word}`,
        `DROP TEMPORARY TABLE ${word}`,
      )
    }
    expect(words.filter((word) => quoteIdentifier(word) !== word).length).toBeGreaterThan(200)
  })
})
