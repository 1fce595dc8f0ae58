import type { Schema } from '@slipway/core/plugin'
import { mysqlDump } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitions, inspect } from '../../src/inspect/index.ts'
import type { Flavor } from '../../src/dialect/syntax.ts'
import { freshConnection, type FreshConnection } from '../fresh-connection.ts'
import { walk } from './walk.ts'

const changed = (before: Schema, after: Schema): readonly string[] =>
  [...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])]
    .filter((id) => before.objects[id]?.definition !== after.objects[id]?.definition)
    .sort()

/** Walks through all changes on one server, and looks after each at the schema and at a dump. */
export function changesOn(flavor: Flavor): void {
  let connection: FreshConnection
  let before: Schema
  let dumpBefore: string
  const look = (): Promise<Schema> => inspect(connection.query, connection.server)

  beforeAll(async () => {
    connection = await freshConnection(flavor)
    before = await look()
    dumpBefore = await mysqlDump(connection.url)
  })
  afterAll(() => connection.close())

  // Each step goes on from the one before it, so that a server is asked once for each.
  const steps = walk.filter(({ on = flavor }) => on === flavor).map((one) => [one.change, one] as const)

  test.each(steps)('%s', async (change, { names, dump }) => {
    const [from, dumpFrom] = [before, dumpBefore]
    try {
      await connection.run(change)
    } finally {
      before = await look()
      dumpBefore = await mysqlDump(connection.url)
    }
    expect(changed(from, before)).toEqual([...names].sort())
    expect(dumpBefore !== dumpFrom, dump?.because).toBe(dump?.differs ?? names.length > 0)
  })

  test('some definitions are those of the whole, and what is absent is null', async () => {
    const ids = [
      ...Object.keys(before.objects),
      'table:nowhere',
      'column:t.nowhere',
      'trigger:nowhere',
      'event:nowhere',
    ]
    const expected = Object.fromEntries(ids.map((id) => [id, before.objects[id]?.definition ?? null]))
    expect(await definitions(connection.query, connection.server, ids)).toEqual(expected)
  })

  test('the same database gives the same schema under another mode', async () => {
    await connection.run("SET SESSION sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES', sql_quote_show_create = 0")
    expect(await look()).toEqual(before)
    const [row] = await connection.query('SELECT @@sql_mode AS mode, @@sql_quote_show_create AS quoting')
    expect(row).toMatchObject({ mode: expect.stringContaining('ANSI'), quoting: 0 })
  })
}
