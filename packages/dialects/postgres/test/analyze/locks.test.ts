import type { Dialect, Schema } from '@slipway/core/plugin'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshClient } from '../fresh-client.ts'
import { postgresDialect } from '../../src/index.ts'
import { factsOf, inspectWith } from '../inspect/inspect-with.ts'
import { fixture } from '../reverse/fixture.ts'

/** Each is run in a transaction, and the locks it took are read from the server and compared with what is claimed. */
const statements: readonly string[] = [
  'ALTER TABLE orders ADD COLUMN extra integer',
  'ALTER TABLE orders ADD COLUMN extra integer DEFAULT 7',
  'ALTER TABLE orders ADD COLUMN extra timestamptz DEFAULT now()',
  'ALTER TABLE orders ADD COLUMN extra double precision DEFAULT random()',
  'ALTER TABLE orders ADD COLUMN extra serial',
  'ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS IDENTITY',
  'ALTER TABLE orders ADD COLUMN extra integer GENERATED ALWAYS AS (small + 1) STORED',
  'ALTER TABLE orders ADD COLUMN extra integer CHECK (extra > 0)',
  'ALTER TABLE orders ADD COLUMN extra integer REFERENCES customers',
  'ALTER TABLE orders DROP COLUMN placed',
  'ALTER TABLE orders ALTER COLUMN small SET DEFAULT 1',
  'ALTER TABLE orders ALTER COLUMN small SET NOT NULL',
  'ALTER TABLE orders ALTER COLUMN note DROP NOT NULL',
  'ALTER TABLE orders ADD CONSTRAINT c CHECK (small < 10)',
  'ALTER TABLE orders ADD CONSTRAINT c CHECK (small < 10) NOT VALID',
  'ALTER TABLE orders VALIDATE CONSTRAINT orders_late',
  'ALTER TABLE orders ADD CONSTRAINT c FOREIGN KEY (small) REFERENCES customers',
  'ALTER TABLE orders ADD CONSTRAINT c FOREIGN KEY (small) REFERENCES customers NOT VALID',
  'ALTER TABLE orders DROP CONSTRAINT orders_customer_fkey',
  'ALTER TABLE orders DROP CONSTRAINT orders_late',
  'ALTER TABLE orders ADD CONSTRAINT c UNIQUE (note)',
  'ALTER TABLE orders ADD CONSTRAINT c UNIQUE USING INDEX orders_odd_idx',
  'ALTER TABLE loose ALTER COLUMN what TYPE varchar(20)',
  'ALTER TABLE customers ALTER COLUMN name TYPE varchar(100)',
  'ALTER TABLE customers ALTER COLUMN name TYPE text',
  'ALTER TABLE customers ALTER COLUMN name TYPE varchar(10)',
  'ALTER TABLE loose ALTER COLUMN at TYPE timestamp',
  'ALTER TABLE orders RENAME COLUMN placed TO placed_at',
  'ALTER TABLE loose RENAME TO tight',
  'ALTER TABLE loose SET SCHEMA app',
  'ALTER TABLE orders ALTER COLUMN note SET STATISTICS 10',
  'ALTER TABLE orders SET (fillfactor=80)',
  'ALTER TABLE loose SET UNLOGGED',
  'ALTER TABLE orders REPLICA IDENTITY FULL',
  'ALTER TABLE orders ENABLE ROW LEVEL SECURITY',
  'ALTER TABLE orders DISABLE TRIGGER touched',
  'ALTER TABLE events DETACH PARTITION events_2024',
  "ALTER TABLE events ATTACH PARTITION loose FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  'CREATE TABLE fresh (c integer REFERENCES customers)',
  'CREATE TABLE fresh () INHERITS (base)',
  'CREATE INDEX extra ON orders (note)',
  'CREATE INDEX ON totals (total)',
  'DROP INDEX orders_small_idx',
  'REINDEX TABLE orders',
  'REINDEX INDEX orders_small_idx',
  'CREATE TRIGGER other AFTER DELETE ON orders FOR EACH ROW EXECUTE FUNCTION touch()',
  'DROP TRIGGER touched ON orders',
  'CREATE POLICY other ON orders USING (true)',
  'DROP POLICY own ON orders',
  'CREATE RULE other AS ON UPDATE TO customers DO INSTEAD NOTHING',
  'CREATE STATISTICS other ON customer, small FROM orders',
  "COMMENT ON TABLE orders IS 'x'",
  'ANALYZE orders',
  'TRUNCATE loose',
  'DROP TABLE loose',
  'DROP TABLE kinds',
  'DROP VIEW big_orders',
  'REFRESH MATERIALIZED VIEW totals',
  'LOCK TABLE orders IN SHARE MODE',
  'CLUSTER customers USING customers_pkey',
]

const strong = [
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
]
const spoken = ['SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE']

const held = `SELECT n.nspname || '.' || c.relname AS name, l.mode, c.relkind AS kind
FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.pid = pg_backend_pid() AND l.granted AND n.nspname = 'public' AND c.relkind IN ('r', 'p', 'm', 'v')`

describe.each([13, 18] as const)('PostgreSQL %i', (version) => {
  let client: Client
  let dialect: Dialect
  let schema: Schema
  let close: () => Promise<void>
  let tables: ReadonlyMap<string, string>

  beforeAll(async () => {
    ;({ client, close } = await freshClient(version))
    dialect = await postgresDialect()
    await client.query(fixture)
    schema = await inspectWith(client)
    const files = `SELECT oid::regclass::text AS name, relfilenode::text AS file FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm')`
    tables = new Map(
      (await client.query<{ name: string; file: string }>(files)).rows.map(({ name, file }) => [name, file]),
    )
  })
  afterAll(() => close())

  test.each(statements)('locks as claimed: %s', async (text) => {
    const server = { ...(await factsOf(client)), settings: { TimeZone: 'UTC' } }
    const analysis = dialect.analyze({ text }, { server, schema, preceding: [] })
    await client.query('BEGIN')
    try {
      const fileOf = `SELECT oid, relname AS name, relfilenode::text AS file FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm')`
      await client.query("SET LOCAL TimeZone = 'UTC'")
      const known = new Set(
        (await client.query<{ name: string }>(`SELECT relname AS name FROM pg_class`)).rows.map(
          ({ name }) => `public.${name}`,
        ),
      )
      const oids = new Map(
        (await client.query<{ oid: number; name: string; file: string }>(fileOf)).rows.map((row) => [row.oid, row]),
      )
      await client.query(text)
      const strongest = new Map<string, number>()
      for (const { name, mode } of (await client.query<{ name: string; mode: string }>(held)).rows) {
        const weight = strong.indexOf(mode)
        if (weight >= 0 && known.has(name)) strongest.set(name, Math.max(weight, strongest.get(name) ?? -1))
      }
      const claims = analysis.locks.filter(
        ({ object, mode }) => !/^(index|sequence):/.test(object) && spoken.includes(mode),
      )
      const gone = analysis.objects.filter(({ effect }) => effect === 'drop' || effect === 'rename').map(({ id }) => id)
      const claimed = claims
        .filter(({ object }) => !gone.includes(object))
        .map(({ object, mode }) => `${object.slice(object.indexOf(':') + 1)} ${mode}`)
      expect([...strongest].map(([name, weight]) => `${name} ${spoken[weight]}`).sort()).toEqual(claimed.sort())

      const after = (await client.query<{ oid: number; name: string; file: string }>(fileOf)).rows
      const rewritten = after.filter(({ oid, file }) => oids.has(oid) && oids.get(oid)?.file !== file)
      if (analysis.verb !== 'truncate') expect(rewritten.length > 0, 'rewritten').toBe(analysis.rewrite)
      expect(tables.size).toBeGreaterThan(0)
    } finally {
      await client.query('ROLLBACK')
    }
  })
})
