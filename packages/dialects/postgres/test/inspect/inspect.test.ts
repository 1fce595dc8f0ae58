import { PGlite } from '@electric-sql/pglite'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import type { Schema } from '@slipway/core/plugin'
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { inspectQueries } from '../../src/inspect/index.ts'
import { early, last, late } from './every-kind.ts'
import { differences, factsOf, inspectWith, type Queryable } from './inspect-with.ts'

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return client
}

async function inspectAfter(
  url: string,
  statements: readonly string[],
): Promise<Awaited<ReturnType<typeof inspectWith>>> {
  const client = await connect(url)
  try {
    for (const statement of statements) await client.query(statement)
    return await inspectWith(client)
  } finally {
    await client.end()
  }
}

describe.each([13, 15, 18] as const)('PostgreSQL %i', (version) => {
  test('the order of creation does not show', async () => {
    const server = await sharedPostgres(version)
    await using one = await freshDatabase(server)
    await using other = await freshDatabase(server)
    const first = await inspectAfter(one.url, [...early, ...late, last])
    const second = await inspectAfter(other.url, [
      ...early.toReversed().sort(schemasFirst),
      ...late.toReversed().sort(tablesFirst),
      last,
    ])
    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
    expect(Object.keys(first.objects).length).toBeGreaterThan(60)
  })

  test('what an object needs is there, and never itself', async () => {
    await using database = await freshDatabase(await sharedPostgres(version))
    const { objects } = await inspectAfter(database.url, [...early, ...late])
    for (const [id, { dependsOn }] of Object.entries(objects)) {
      for (const needed of dependsOn) expect(Object.keys(objects)).toContain(needed)
      expect(dependsOn).not.toContain(id)
      expect(dependsOn).toEqual([...dependsOn].sort())
    }
    const needs = (id: string): readonly string[] => objects[id]?.dependsOn ?? []
    expect(needs('column:app.orders.status')).toEqual(['table:app.orders', 'type:app.status'])
    expect(needs('column:app.orders.number')).toEqual(['sequence:app.numbers', 'table:app.orders'])
    expect(needs('column:app.orders.other')).toEqual(['function:app.next()', 'table:app.orders'])
    expect(needs('column:app.items.pairs')).toEqual(['table:app.items', 'type:app.pair'])
    expect(needs('column:app.orders.id')).toEqual(['table:app.orders'])
    expect(needs('view:app.names')).toEqual(['column:app.customers.name', 'schema:app'])
    expect(needs('table:app.events_2024')).toEqual(['schema:app', 'table:app.events'])
    expect(needs('trigger:app.customers.trg')).toEqual(['function:app.touch()', 'table:app.customers'])
    expect(needs('constraint:app.orders.orders_customer_fkey')).toEqual([
      'column:app.customers.id',
      'column:app.orders.customer',
      'constraint:app.customers.customers_pkey',
      'table:app.orders',
    ])
    expect(hasCycle(objects)).toBe(false)
  })

  test('a role that may only connect sees the same', async () => {
    await using database = await freshDatabase(await sharedPostgres(version))
    const before = await inspectAfter(database.url, [
      ...early,
      ...late,
      last,
      'CREATE USER MAPPING FOR PUBLIC SERVER s',
      `CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 password=x' PUBLICATION p WITH (connect = false)`,
    ])
    const role = `r_${randomBytes(6).toString('hex')}`
    const admin = await connect(database.url)
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'only-here'`)
    try {
      const url = new URL(database.url)
      url.username = role
      url.password = 'only-here'
      expect(await inspectAfter(url.href, [])).toEqual(before)
    } finally {
      await admin.query('ALTER SUBSCRIPTION sub SET (slot_name = NONE)')
      await admin.query('DROP SUBSCRIPTION sub')
      await admin.query(`DROP ROLE ${role}`)
      await admin.end()
    }
  })

  test('500 tables take as many queries as none', async () => {
    await using database = await freshDatabase(await sharedPostgres(version))
    const client = await connect(database.url)
    const facts = await factsOf(client)
    await client.query(`DO $$ BEGIN FOR i IN 1..500 LOOP
      EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, a text NOT NULL, b text DEFAULT '''', c int CHECK (c > 0), d date, e int, f int, g int)', i);
      EXECUTE format('CREATE INDEX ON t%s (a)', i);
      EXECUTE format('COMMENT ON TABLE t%s IS ''why''', i);
    END LOOP; END $$`)
    const started = performance.now()
    const { objects } = await inspectWith(client, facts)
    process.stdout.write(
      `500 tables, ${Object.keys(objects).length} objects: ${Math.round(performance.now() - started)} ms\n`,
    )
    expect(Object.keys(objects).filter((id) => id.startsWith('column:'))).toHaveLength(4000)
    expect(inspectQueries(facts)).toHaveLength(3)
    await client.end()
  })

  test('an extension is one object', async () => {
    await using database = await freshDatabase(await sharedPostgres(version))
    const { objects } = await inspectAfter(database.url, [
      'CREATE EXTENSION hstore',
      'CREATE TABLE t (id int, tags hstore)',
    ])
    expect(Object.keys(objects).filter((id) => !id.startsWith('grant:'))).toEqual([
      'column:public.t.id',
      'column:public.t.tags',
      'comment:extension:hstore',
      'extension:hstore',
      'owner:table:public.t',
      'schema:public',
      'table:public.t',
    ])
    expect(objects['column:public.t.tags']?.dependsOn).toEqual(['extension:hstore', 'table:public.t'])
  })

  test('the settings of the session do not show, and stay as they are', async () => {
    await using database = await freshDatabase(await sharedPostgres(version))
    const plain = await inspectAfter(database.url, [
      "CREATE TABLE p (at timestamptz DEFAULT '2024-01-01 00:00Z') PARTITION BY RANGE (at)",
      `CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01 00:00Z') TO ('2025-01-01 00:00Z')`,
    ])
    const client = await connect(database.url)
    await client.query(
      `SET search_path = public; SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'; SET quote_all_identifiers = on`,
    )
    expect(await inspectWith(client)).toEqual(plain)
    expect((await client.query('SHOW DateStyle')).rows).toEqual([{ DateStyle: 'German, DMY' }])
    expect((await client.query('SHOW search_path')).rows).toEqual([{ search_path: 'public' }])
    await client.end()
  })
})

test('PGlite says what PostgreSQL of its version says', async () => {
  await using database = await freshDatabase(await sharedPostgres(18))
  const served = await inspectAfter(database.url, [...early, ...late, last])
  const client = await PGlite.create()
  try {
    for (const statement of [...early, ...late, last]) await client.exec(statement)
    expect(await inspectWith(client as unknown as Queryable)).toEqual(served)
  } finally {
    await client.close()
  }
})

test('versions differ only in what they do', async () => {
  const schemas = []
  for (const version of [13, 18] as const) {
    await using database = await freshDatabase(await sharedPostgres(version))
    schemas.push(await inspectAfter(database.url, [...early, ...late, last]))
  }
  const [old, recent] = schemas as [Schema, Schema]
  // What everybody may do in schema public changed in 15, and a view over one table is printed shorter since 16.
  expect(Object.keys(differences(old, recent))).toEqual(['grant:schema:public:PUBLIC', 'view:app.names'])
})

const schemasFirst = (a: string, b: string): number =>
  Number(b.startsWith('CREATE SCHEMA')) - Number(a.startsWith('CREATE SCHEMA'))
const tablesFirst = (a: string, b: string): number =>
  Number(b.startsWith('CREATE TABLE')) - Number(a.startsWith('CREATE TABLE'))

function hasCycle(objects: Readonly<Record<string, { readonly dependsOn: readonly string[] }>>): boolean {
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string): boolean => {
    if (state.has(id)) return state.get(id) === 'open'
    state.set(id, 'open')
    const found = (objects[id]?.dependsOn ?? []).some(visit)
    state.set(id, 'done')
    return found
  }
  return Object.keys(objects).some(visit)
}
