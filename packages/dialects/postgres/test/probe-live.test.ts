import type { Definitions, ObjectId, Probe } from '@slipway/core/plugin'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresDialect } from '../src/index.ts'
import { inspectWith } from './inspect/inspect-with.ts'

describe.each([13, 18] as const)('PostgreSQL %i', (version) => {
  let client: Client
  let drop: () => Promise<void>

  beforeAll(async () => {
    const database = await freshDatabase(await sharedPostgres(version))
    drop = database.drop
    client = new Client({ connectionString: database.url })
    await client.connect()
    await client.query('CREATE TABLE t (a integer, b text); INSERT INTO t VALUES (1), (1)')
  })
  afterAll(async () => {
    await client.end()
    await drop()
  })

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
