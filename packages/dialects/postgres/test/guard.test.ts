import type { Schema } from '@slipway/core/plugin'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshClient } from './fresh-client.ts'
import { postgresDialect } from '../src/index.ts'
import { factsOf, inspectWith } from './inspect/inspect-with.ts'

const fixture = `
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id serial PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, age integer DEFAULT 18 CHECK (age >= 0),
  feeling mood DEFAULT 'sad', born date, boss integer REFERENCES people ON DELETE SET NULL, seen timestamptz DEFAULT now());
CREATE INDEX people_born ON people (born DESC) INCLUDE (age) WHERE email LIKE 'a%' AND age IN (1, 2);
CREATE INDEX people_lower ON people (lower(email));
CREATE SEQUENCE tickets INCREMENT 5;
CREATE EXTENSION btree_gist;
`
const people = `CREATE TABLE IF NOT EXISTS people (id serial PRIMARY KEY, email character varying(80) NOT NULL, age int DEFAULT 18,
  feeling mood DEFAULT 'sad', born date, boss int REFERENCES people (id) ON DELETE SET NULL, seen timestamptz DEFAULT now(),
  UNIQUE (email), CHECK (age >= 0))`

/** A guarded statement, the verdict, and what differs. */
const cases: readonly (readonly [text: string, verdict: string, differs?: string])[] = [
  [people, 'noop'],
  [people.replace('80', '90'), 'differs', 'column email: its type is character varying(80)'],
  [people.replace('DEFAULT 18', 'DEFAULT 21'), 'differs', 'column age: its default is 18'],
  [people.replace('DEFAULT 18', ''), 'differs', 'column age: its default is 18'],
  [people.replace('NOT NULL', ''), 'differs', 'column email: it is NOT NULL'],
  [people.replace('UNIQUE (email),', ''), 'differs', 'people_email_key'],
  [people.replace('SET NULL', 'CASCADE'), 'differs', 'people_boss_fkey'],
  [people.replace('born date,', ''), 'differs', 'born'],
  [people.replace('born date,', 'born date, died date,'), 'differs', 'no column died'],
  [people.replace('now()', 'clock_timestamp()'), 'unsure'],
  ['CREATE TABLE IF NOT EXISTS others (id integer)', 'runs'],
  [
    "CREATE INDEX IF NOT EXISTS people_born ON people (born DESC) INCLUDE (age) WHERE email LIKE 'a%' AND age IN (1, 2)",
    'noop',
  ],
  [
    "CREATE INDEX IF NOT EXISTS people_born ON people (born) INCLUDE (age) WHERE email LIKE 'a%' AND age IN (1, 2)",
    'differs',
    'sorted',
  ],
  ['CREATE INDEX IF NOT EXISTS people_born ON people (born DESC) INCLUDE (age)', 'differs', 'only some rows'],
  ["CREATE INDEX IF NOT EXISTS people_born ON people (born DESC) INCLUDE (age) WHERE email LIKE 'b%'", 'unsure'],
  ['CREATE UNIQUE INDEX IF NOT EXISTS people_lower ON people (lower(email))', 'differs', 'not unique'],
  ['CREATE INDEX IF NOT EXISTS people_lower ON people (lower(email))', 'noop'],
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS people_new ON people (age)', 'runs'],
  ['ALTER TABLE people ADD COLUMN IF NOT EXISTS age integer DEFAULT 18', 'noop'],
  ['ALTER TABLE people ADD COLUMN IF NOT EXISTS age bigint DEFAULT 18', 'differs', 'its type is integer'],
  ['CREATE SEQUENCE IF NOT EXISTS tickets INCREMENT BY 5', 'noop'],
  ['CREATE SEQUENCE IF NOT EXISTS tickets', 'differs', 'INCREMENT 5'],
  ['CREATE SCHEMA IF NOT EXISTS app', 'noop'],
  ['CREATE EXTENSION IF NOT EXISTS btree_gist', 'noop'],
  ["CREATE EXTENSION IF NOT EXISTS btree_gist VERSION '0.1'", 'differs', 'version'],
  ["ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok'", 'noop'],
  ['DROP TABLE IF EXISTS nothing_there', 'noop'],
  ['DROP TABLE IF EXISTS people', 'runs'],
  ['ALTER TABLE IF EXISTS nothing_there ADD COLUMN a integer', 'noop'],
  ['ALTER TABLE people DROP COLUMN IF EXISTS nothing_there', 'noop'],
]

describe.each([13, 18] as const)('PostgreSQL %i', (version) => {
  let client: Client
  let schema: Schema
  let close: () => Promise<void>

  beforeAll(async () => {
    ;({ client, close } = await freshClient(version))
    await client.query(fixture)
    schema = await inspectWith(client)
  })
  afterAll(() => close())

  test.each(cases.map(([text, verdict, differs]) => [text, verdict, differs ?? ''] as const))(
    'judges %s',
    async (text, verdict, differs) => {
      const dialect = await postgresDialect()
      const server = await factsOf(client)
      const analysis = dialect.analyze({ text }, { server, schema, preceding: [] })
      expect(analysis.guard?.verdict).toBe(verdict)
      expect(analysis.guard?.differences.join('; ')).toContain(differs)
      const codes = analysis.hazards.map(({ code }) => code)
      expect(codes.includes('SW-GUARD-DIFFERS')).toBe(verdict === 'differs')
      expect(codes.includes('SW-GUARD-UNSURE')).toBe(verdict === 'unsure')
      if (verdict === 'noop' && !text.includes('ADD VALUE')) expect(analysis.reverse).toEqual({ kind: 'nothing' })
      if (verdict === 'noop') expect(dialect.reverse({ text }, schema)).toEqual({ kind: 'nothing' })

      const blind = dialect.analyze({ text }, { server, preceding: [] })
      expect(blind.guard?.verdict).toBe('unknown')
      expect(blind.reverse).toEqual({ kind: 'at-apply' })
    },
  )
})

test('an INVALID index is never a no-op', async () => {
  const dialect = await postgresDialect()
  const definition = 'CREATE INDEX i ON public.t USING btree (a) INVALID'
  const schema = { dialect: 'postgres', objects: { 'index:public.i': { kind: 'index', definition, dependsOn: [] } } }
  const server = {
    flavor: 'postgres',
    version: '18',
    versionNumber: 180_000,
    topology: 'primary',
    pooled: false,
    settings: {},
  } as const
  const { guard, hazards } = dialect.analyze(
    { text: 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)' },
    { server, schema, preceding: [] },
  )
  expect(guard?.verdict).toBe('differs')
  expect(hazards.map(({ code, severity }) => `${code} ${severity}`)).toContain('SW-GUARD-DIFFERS stop')
})
