import type { Reverse, Schema } from '@slipway/core/plugin'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alteredTable } from '../../src/dialect/probe/probed-objects.ts'
import { readStatement } from '../../src/dialect/read/read-statement.ts'
import { undoOf } from '../../src/dialect/reverse/reverse-statement.ts'
import { inspect, inspectAbout } from '../../src/inspect/index.ts'
import { differences } from '../differences.ts'
import { flavors, freshConnection, type FreshConnection } from '../fresh-connection.ts'
import { reverseCases } from './cases.ts'
import { fixture } from './fixture.ts'

describe.each(flavors)('%s', (flavor) => {
  let connection: FreshConnection
  let clean: Schema | undefined

  beforeAll(() => open())
  afterAll(() => connection.close())

  async function open(): Promise<void> {
    connection = await freshConnection(flavor)
    await connection.run(...fixture(flavor))
    clean = undefined
  }

  const look = (): Promise<Schema> => inspect(connection.query, connection.server)

  async function reverseOf(text: string): Promise<Reverse> {
    const parsed = readStatement(text, connection.syntax, connection.database)
    const undo = undoOf(parsed, { flavor, database: connection.database, text })
    const planned = undo(undefined)
    if (planned.kind !== 'at-apply') return planned
    const about = alteredTable(parsed)
    return undo(about === undefined ? await look() : await inspectAbout(connection.query, connection.server, about))
  }

  const cases = reverseCases.filter(({ on = flavor }) => on === flavor).map((one) => [one.up.join('; '), one] as const)

  test.each(cases)('undoes %s', async (_, { up, class: weakest }) => {
    const first = clean ?? (await look())
    clean = undefined
    try {
      const reverses: Reverse[] = []
      for (const text of up) {
        reverses.push(await reverseOf(text))
        await connection.run(text)
      }
      const classes: string[] = []
      for (const reverse of reverses.toReversed()) {
        expect(reverse.kind, JSON.stringify(reverse)).not.toBe('impossible')
        if (reverse.kind !== 'statements') continue
        classes.push(reverse.class)
        await connection.run(...reverse.statements)
        await connection.run(
          'SET SESSION sql_mode = DEFAULT, time_zone = DEFAULT',
          'SET NAMES utf8mb4 COLLATE utf8mb4_bin',
        )
      }
      const last = await look()
      expect(differences(first, last)).toEqual({})
      expect(classes.every((one) => one === 'exact')).toBe(weakest === 'exact')
      clean = last
    } finally {
      if (clean === undefined) {
        await connection.close()
        await open()
      }
    }
  })
})
