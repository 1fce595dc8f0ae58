import type { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import {
  contentChecksumQuery,
  countRowsQuery,
  definitionsQuery,
  pinnedSettings,
  statsQuery,
  tablesQuery,
  type ParameterizedQuery,
  type ReadableTable,
} from '../../src/inspect/index.ts'
import { freshClient } from '../fresh-client.ts'
import { early, late } from './every-kind.ts'
import { factsOf, inspectWith } from './inspect-with.ts'

async function ask(client: Client, query: string | ParameterizedQuery): Promise<Record<string, unknown>[]> {
  await client.query('BEGIN READ ONLY')
  try {
    await client.query(pinnedSettings)
    const { rows } =
      typeof query === 'string' ? await client.query(query) : await client.query(query.text, [...query.params])
    return rows as Record<string, unknown>[]
  } finally {
    await client.query('ROLLBACK')
  }
}

async function checksums(client: Client, tables: readonly string[]): Promise<Record<string, unknown>[]> {
  const found = (await ask(client, tablesQuery(tables))) as unknown as ReadableTable[]
  return ask(client, contentChecksumQuery(found))
}

describe.each([13, 15, 18] as const)('PostgreSQL %i', (version) => {
  test('definitions of some are those of an inspection', async () => {
    await using database = await freshClient(version)
    const { client } = database
    for (const statement of [...early, ...late]) await client.query(statement)
    const facts = await factsOf(client)
    const { objects } = await inspectWith(client, facts)
    const asked = Object.entries(objects).filter(
      ([, { kind }]) => !/^(owner|grant|comment|default-privileges)$/.test(kind),
    )
    const rows = await ask(
      client,
      definitionsQuery(
        facts,
        asked.map(([id]) => id),
      ),
    )
    const given = Object.fromEntries(rows.map((row) => [row['id'], row['definition']]))
    expect(given).toEqual(Object.fromEntries(asked.map(([id, { definition }]) => [id, definition])))
  })

  test('definitions of what is absent, hidden or of the server', async () => {
    await using database = await freshClient(version)
    const { client } = database
    await client.query('CREATE TABLE t (id int PRIMARY KEY)')
    const { name } = (await client.query('SELECT current_database() AS name')).rows[0] as { name: string }
    const ids = [
      'index:public.t_pkey',
      'table:public.zz',
      'type:public.zz',
      `database:${name}`,
      'tablespace:pg_default',
    ]
    const rows = await ask(client, definitionsQuery(await factsOf(client), ids))
    expect(Object.fromEntries(rows.map((row) => [row['id'], row['definition']]))).toEqual({
      'index:public.t_pkey': 'CREATE UNIQUE INDEX t_pkey ON public.t USING btree (id)',
      [`database:${name}`]: 'DATABASE',
      'tablespace:pg_default': 'TABLESPACE',
    })
    expect(await ask(client, definitionsQuery(await factsOf(client), []))).toEqual([])
  })

  test('an index that a failed concurrent build left is INVALID', async () => {
    await using database = await freshClient(version)
    const { client } = database
    await client.query('CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)')
    await expect(client.query('CREATE UNIQUE INDEX CONCURRENTLY i ON t (id)')).rejects.toThrow('could not create')
    const definition = 'CREATE UNIQUE INDEX i ON public.t USING btree (id) INVALID'
    expect(await ask(client, definitionsQuery(await factsOf(client), ['index:public.i']))).toEqual([
      { id: 'index:public.i', definition },
    ])
    expect((await inspectWith(client)).objects['index:public.i']?.definition).toBe(definition)
  })

  test('rows are counted in tables that are there', async () => {
    await using database = await freshClient(version)
    const { client } = database
    await client.query(`CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p DEFAULT;
      CREATE TABLE a (id int); CREATE TABLE b () INHERITS (a); CREATE VIEW v AS SELECT 1 AS one;
      INSERT INTO p VALUES (1), (2); INSERT INTO a VALUES (1); INSERT INTO b VALUES (2)`)
    const asked = ['table:public.p', 'table:public.a', 'table:public.zz', 'view:public.v', 'table:public.v']
    const found = (await ask(client, tablesQuery(asked))) as unknown as ReadableTable[]
    const rows = await ask(client, countRowsQuery(found))
    expect(rows.map((row) => [row['id'], Number(row['rows'])])).toEqual([
      ['table:public.a', 1],
      ['table:public.p', 2],
    ])
    expect(await ask(client, countRowsQuery([]))).toEqual([])
  })

  test('a checksum sees every value, and no order', async () => {
    await using database = await freshClient(version)
    const { client } = database
    await client.query(`CREATE TABLE t (id int, note text, at timestamptz, j json, half float8, raw bytea, "Odd ""C" int);
      CREATE TABLE e ()`)
    const insert = (values: string): Promise<unknown> => client.query(`INSERT INTO t VALUES ${values}`)
    const one = `(1, 'a', '2024-01-01 00:00Z', '{"a": 1}', 0.1, '\\x00ff', 3)`
    const two = `(2, NULL, NULL, NULL, NULL, NULL, NULL)`
    await insert(`${one}, ${two}`)
    const before = await checksums(client, ['table:public.t', 'table:public.e', 'table:public.zz'])
    expect(before.map((row) => row['id'])).toEqual(['table:public.e', 'table:public.t'])
    const again = (): Promise<unknown> => checksums(client, ['table:public.t', 'table:public.e'])

    await client.query('TRUNCATE t')
    await insert(`${two}, ${one}`)
    await client.query(`SET TimeZone = 'Asia/Tokyo'; SET extra_float_digits = 0; SET bytea_output = escape`)
    expect(await again()).toEqual(before)

    await client.query(
      'ALTER TABLE t ADD kept int; UPDATE t SET kept = id; ALTER TABLE t DROP id; ALTER TABLE t ADD id int; UPDATE t SET id = kept; ALTER TABLE t DROP kept',
    )
    expect(await again()).toEqual(before)

    for (const change of [
      `UPDATE t SET note = '' WHERE id = 2`,
      `UPDATE t SET j = '{"a":1}' WHERE id = 1`,
      `UPDATE t SET half = 0.10000000000000002 WHERE id = 1`,
      `INSERT INTO t (id) VALUES (2)`,
      'DELETE FROM t WHERE id = 2',
      'UPDATE t SET note = at::text, at = NULL WHERE id = 1',
      'ALTER TABLE t RENAME note TO remark',
      'INSERT INTO e DEFAULT VALUES',
    ]) {
      await client.query('BEGIN')
      await client.query(change)
      await client.query('SAVEPOINT s')
      await client.query(pinnedSettings)
      const query = tablesQuery(['table:public.t', 'table:public.e'])
      const found = (await client.query(query.text, [...query.params])).rows as ReadableTable[]
      expect((await client.query(contentChecksumQuery(found))).rows, change).not.toEqual(before)
      await client.query('ROLLBACK')
    }
  })

  test('policies never make a checksum silently smaller', async () => {
    await using database = await freshClient(version)
    const { client } = database
    await client.query(`CREATE TABLE t (id int); INSERT INTO t VALUES (1); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
      GRANT SELECT ON t TO PUBLIC; GRANT pg_monitor TO CURRENT_USER; SET ROLE pg_monitor`)
    await expect(checksums(client, ['table:public.t'])).rejects.toThrow('row-level security')
  })

  test('estimates of tables, their partitions and indexes', async () => {
    await using database = await freshClient(version)
    const { client } = database
    await client.query(`CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 5000); ANALYZE t;
      CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p DEFAULT;
      INSERT INTO p SELECT generate_series(1, 3000); ANALYZE p1`)
    const rows = await ask(
      client,
      statsQuery(['table:public.t', 'table:public.p', 'index:public.t_pkey', 'table:public.zz']),
    )
    const stats = Object.fromEntries(rows.map((row) => [row['id'], [Number(row['rows']), Number(row['bytes'])]]))
    expect(Object.keys(stats)).toEqual(['index:public.t_pkey', 'table:public.p', 'table:public.t'])
    expect(stats['table:public.t']?.[0]).toBe(5000)
    expect(stats['table:public.p']?.[0]).toBe(3000)
    expect(stats['table:public.t']?.[1]).toBeGreaterThan(5000 * 32)
  })
})
