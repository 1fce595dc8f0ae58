import type { Definitions, Probe } from '@slipway/core/plugin'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { probeStatement } from '../../src/dialect/probe/probe-statement.ts'
import { isProbed, probedObjects } from '../../src/dialect/probe/probed-objects.ts'
import type { Parsed } from '../../src/dialect/read/parsed.ts'
import { readStatement } from '../../src/dialect/read/read-statement.ts'
import { definitions } from '../../src/inspect/index.ts'
import { flavors, freshConnection, type FreshConnection } from '../fresh-connection.ts'
import { probeCases } from './cases.ts'

describe.each(flavors)('%s', (flavor) => {
  let connection: FreshConnection
  beforeAll(async () => {
    connection = await freshConnection(flavor)
  })
  afterAll(() => connection.close())
  // Cases are small enough that a fresh database costs less than telling what they left.
  afterEach(async () => {
    await connection.close()
    connection = await freshConnection(flavor)
  })

  const read = (text: string): Parsed => readStatement(text, connection.syntax, connection.database)
  const look = (parsed: Parsed): Promise<Definitions> =>
    definitions(connection.query, connection.server, probedObjects(parsed))

  const cases = probeCases
    .filter(({ on = flavor }) => on === flavor)
    .map((one) => [one.statement, one.title ?? one.expected, one] as const)

  test.each(cases)('%s: %s', async (statement, _, { setup, meanwhile, expected, finished }) => {
    await connection.run(...setup)
    const parsed = read(statement)
    expect(isProbed(parsed)).toBe(true)
    const before = await look(parsed)
    for (const text of meanwhile) await connection.query(text).catch(() => undefined)
    const probe: Probe = probeStatement(parsed, before, await look(parsed))
    expect([probe.outcome, probe.reason]).toEqual([expected, expect.any(String)])
    expect(probe.remedy !== undefined).toBe(finished === true)
    if (probe.remedy === undefined) return
    await connection.run(...probe.remedy.statements)
    expect(probeStatement(parsed, before, await look(parsed)).outcome).toBe('landed')
  })

  test.each([
    'TRUNCATE t',
    'ALTER TABLE t TRUNCATE PARTITION p',
    'ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u',
    'ALTER TABLE t DISCARD TABLESPACE',
    'CALL tidy()',
    "CREATE USER u IDENTIFIED BY 'x'",
    'DROP TABLE elsewhere.t',
    'UPDATE t SET a = 1',
  ])('%s leaves nothing to tell by', (statement) => {
    expect(isProbed(read(statement))).toBe(false)
    expect(probeStatement(read(statement), {}, {}).outcome).toBe('unknown')
  })
})
