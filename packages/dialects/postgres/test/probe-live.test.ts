import type { Definitions, ObjectId, Probe } from '@slipway/core/plugin'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshClient } from './fresh-client.ts'
import { postgresDialect } from '../src/index.ts'
import { inspectWith } from './inspect/inspect-with.ts'

describe.each([13, 18] as const)('PostgreSQL %i', (version) => {
  let client: Client
  let close: () => Promise<void>

  beforeAll(async () => {
    ;({ client, close } = await freshClient(version))
    await client.query('CREATE TABLE t (a integer, b text); INSERT INTO t VALUES (1), (1)')
  })
  afterAll(() => close())

  async function definitions(ids: readonly ObjectId[]): Promise<Definitions> {
    const { objects } = await inspectWith(client)
    return Object.fromEntries(ids.map((id) => [id, objects[id]?.definition ?? null]))
  }

  async function interrupt(text: string): Promise<Probe> {
    const dialect = await postgresDialect()
    const ids = dialect.probed({ text })
    const before = await definitions(ids)
    await client.query(text).catch(() => undefined)
    return dialect.probe({ text }, before, await definitions(ids))
  }

  test('a unique build that broke on duplicates is found, and its remedy clears the way', async () => {
    const text = 'CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a DESC) WHERE b IS NULL OR b IN ($$x$$, $$y$$)'
    const probe = await interrupt(text)
    expect([probe.outcome, probe.remedy?.then]).toEqual(['partial', 'rerun'])
    for (const statement of probe.remedy?.statements ?? []) await client.query(statement)
    await client.query('DELETE FROM t')
    expect(await interrupt(text)).toMatchObject({ outcome: 'landed' })
    expect(await interrupt(text)).toMatchObject({ outcome: 'unknown' })
    expect(await interrupt('DROP INDEX CONCURRENTLY t_a')).toMatchObject({ outcome: 'landed' })
  })

  test('a statement that changed nothing is absent', async () => {
    expect(await interrupt('CREATE INDEX CONCURRENTLY t_zz ON t (zz)')).toMatchObject({ outcome: 'absent' })
  })
})
