import type { Analysis, Dialect, Reverse } from '@slipway/core/plugin'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshClient } from '../fresh-client.ts'
import { postgresDialect } from '../../src/index.ts'
import { differences, factsOf, inspectWithin } from '../inspect/inspect-with.ts'
import { reverseCases } from './cases.ts'
import { fixture } from './fixture.ts'

describe.each([13, 18] as const)('PostgreSQL %i', (version) => {
  let client: Client
  let dialect: Dialect
  let close: () => Promise<void>

  beforeAll(async () => {
    ;({ client, close } = await freshClient(version))
    dialect = await postgresDialect()
    await client.query(fixture)
    await client.query('CREATE TABLE app.t (a integer)')
  })
  afterAll(() => close())

  const cases = reverseCases.map((one) => [one.up.join('; '), one] as const)

  test.each(cases)('undoes %s', async (_, { up, class: weakest = 'exact' }) => {
    const server = await factsOf(client)
    await client.query('BEGIN')
    try {
      const first = await inspectWithin(client, server)
      const preceding: Analysis[] = []
      const reverses: Reverse[] = []
      for (const [line, text] of up.entries()) {
        const statement = { text, at: { file: 'up.sql', line: line + 1 } }
        const before = await inspectWithin(client, server)
        const analysis = dialect.analyze(statement, { server, preceding })
        reverses.push(analysis.reverse.kind === 'at-apply' ? dialect.reverse(statement, before) : analysis.reverse)
        preceding.push(analysis)
        await client.query(text)
      }
      const claimed: string[] = []
      for (const reverse of reverses.toReversed()) {
        expect(reverse.kind, JSON.stringify(reverse)).not.toBe('impossible')
        if (reverse.kind !== 'statements') continue
        claimed.push(reverse.class)
        for (const text of reverse.statements)
          await client.query(text).catch((error: Error) => Promise.reject(new Error(`${error.message}: ${text}`)))
      }
      expect(differences(first, await inspectWithin(client, server))).toEqual({})
      expect(claimed.every((one) => one === 'exact')).toBe(weakest === 'exact')
    } finally {
      await client.query('ROLLBACK')
    }
  })
})
