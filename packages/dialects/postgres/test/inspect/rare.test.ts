import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { inspectQueries, needsRare } from '../../src/inspect/index.ts'
import { factsOf, inspectWithin } from './inspect-with.ts'

const alone: readonly (readonly [id: string, statement: string])[] = [
  ['operator:public.===(integer, integer)', 'CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int4, RIGHTARG = int4)'],
  ['operator-family:public.f USING btree', 'CREATE OPERATOR FAMILY f USING btree'],
  [
    'operator-class:public.c USING btree',
    'CREATE OPERATOR CLASS c FOR TYPE int4 USING btree FAMILY integer_ops AS STORAGE int4',
  ],
  ['collation:public.c', 'CREATE COLLATION c FROM "C"'],
  ['conversion:public.c', `CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8`],
  ['cast:(text AS integer)', 'CREATE CAST (text AS int4) WITH INOUT'],
  [
    'transform:integer.sql',
    'CREATE TRANSFORM FOR int4 LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal))',
  ],
  ['language:l', 'CREATE LANGUAGE l HANDLER plpgsql_call_handler'],
  ['access-method:m', 'CREATE ACCESS METHOD m TYPE TABLE HANDLER heap_tableam_handler'],
  [
    'event-trigger:e',
    `CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
     CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION e()`,
  ],
  ['text-search-configuration:public.c', 'CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)'],
  ['text-search-dictionary:public.d', 'CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)'],
  [
    'text-search-parser:public.p',
    'CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)',
  ],
  ['text-search-template:public.t', 'CREATE TEXT SEARCH TEMPLATE t (LEXIZE = dsimple_lexize)'],
  ['foreign-data-wrapper:w', 'CREATE FOREIGN DATA WRAPPER w'],
  ['foreign-server:s', 'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w'],
  [
    'user-mapping:s.PUBLIC',
    'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s',
  ],
  ['publication:p', 'CREATE PUBLICATION p'],
  [
    'subscription:s',
    `CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, slot_name = NONE)`,
  ],
  ['default-privileges:postgres.*.tables:PUBLIC', 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC'],
]

test('each kind that hardly any database has is found where it is the only one', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const facts = await factsOf(client)
  const [, catalog] = inspectQueries(facts)
  const rare = async () => needsRare((await client.query<{ fact: string }>(catalog.text)).rows)
  expect(await rare()).toBe(false)
  await client.query('CREATE TABLE t (id int PRIMARY KEY)')
  expect(await rare()).toBe(false)
  for (const [id, statement] of alone) {
    await client.query(`BEGIN; ${statement}`)
    expect(Object.keys((await inspectWithin(client, facts)).objects), statement).toContain(id)
    await client.query('ROLLBACK')
  }
  await client.end()
})
