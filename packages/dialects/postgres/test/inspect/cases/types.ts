import type { Case } from './case.ts'

const status = `CREATE TYPE status AS ENUM ('new', 'sent')`
const positive = 'CREATE DOMAIN positive AS int CHECK (VALUE > 0)'
const type = ['type:public.status']
const domain = ['domain:public.positive']
const sequence = ['sequence:public.s']
const equal = `CREATE FUNCTION same(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'`
const operator = `${equal}; CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int)`
const dictionary = `CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)`
const config = `CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default")`
const cast = 'CREATE TYPE pair AS (a int)'
const tocast = `${cast}; CREATE FUNCTION pair(int) RETURNS pair LANGUAGE sql AS 'SELECT ROW($1)::pair'`
const icu = `CREATE COLLATION c (PROVIDER = libc, LOCALE = 'C')`
const owned = (id: string): readonly string[] => [id, `owner:${id}`]

export const typeCases: readonly Case[] = [
  { title: 'enum created', change: status, names: owned('type:public.status') },
  { title: 'enum value added', setup: status, change: `ALTER TYPE status ADD VALUE 'gone'`, names: type },
  {
    title: 'enum value in between',
    setup: status,
    change: `ALTER TYPE status ADD VALUE 'paid' BEFORE 'sent'`,
    names: type,
  },
  { title: 'enum value renamed', setup: status, change: `ALTER TYPE status RENAME VALUE 'new' TO 'open'`, names: type },
  {
    title: 'enum order',
    setup: status,
    change: `DROP TYPE status; CREATE TYPE status AS ENUM ('sent', 'new')`,
    names: type,
  },
  { title: 'domain created', change: 'CREATE DOMAIN positive AS int', names: owned('domain:public.positive') },
  { title: 'domain default', setup: positive, change: 'ALTER DOMAIN positive SET DEFAULT 4', names: domain },
  { title: 'domain not null', setup: positive, change: 'ALTER DOMAIN positive SET NOT NULL', names: domain },
  {
    title: 'domain constraint',
    setup: positive,
    change: 'ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 9)',
    names: ['constraint:public.positive.small'],
  },
  {
    title: 'domain constraint validated',
    setup: `${positive}; ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 9) NOT VALID`,
    change: 'ALTER DOMAIN positive VALIDATE CONSTRAINT small',
    names: ['constraint:public.positive.small'],
  },
  {
    title: 'domain collation',
    setup: 'CREATE DOMAIN word AS text',
    change: 'DROP DOMAIN word; CREATE DOMAIN word AS text COLLATE "C"',
    names: ['domain:public.word'],
  },
  { title: 'composite type created', change: 'CREATE TYPE pair AS (a int, b text)', names: owned('type:public.pair') },
  {
    title: 'composite attribute added',
    setup: 'CREATE TYPE pair AS (a int)',
    change: 'ALTER TYPE pair ADD ATTRIBUTE b text',
    names: ['type:public.pair'],
  },
  {
    title: 'composite attribute type',
    setup: 'CREATE TYPE pair AS (a int)',
    change: 'ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint',
    names: ['type:public.pair'],
  },
  {
    title: 'composite attribute collation',
    setup: 'CREATE TYPE pair AS (a text)',
    change: 'ALTER TYPE pair ALTER ATTRIBUTE a TYPE text COLLATE "C"',
    names: ['type:public.pair'],
  },
  { title: 'range created', change: 'CREATE TYPE span AS RANGE (SUBTYPE = float8)', names: owned('type:public.span') },
  {
    title: 'range difference',
    setup: 'CREATE TYPE span AS RANGE (SUBTYPE = float8)',
    change: 'DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi)',
    names: ['type:public.span'],
  },
  {
    title: 'multirange name',
    setup: 'CREATE TYPE span AS RANGE (SUBTYPE = float8)',
    change: 'DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = spans)',
    names: ['type:public.span'],
    since: 14,
  },
  { title: 'shell type', change: 'CREATE TYPE thing', names: owned('type:public.thing') },
  {
    title: 'base type',
    setup: `CREATE TYPE thing; CREATE FUNCTION thing_in(cstring) RETURNS thing LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
      CREATE FUNCTION thing_out(thing) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out'`,
    change: 'CREATE TYPE thing (INPUT = thing_in, OUTPUT = thing_out, LIKE = int4)',
    names: ['type:public.thing'],
  },
  {
    title: 'language created',
    change: 'CREATE TRUSTED LANGUAGE l HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator',
    names: owned('language:l'),
  },
  {
    title: 'language trusted',
    setup: 'CREATE TRUSTED LANGUAGE l HANDLER plpgsql_call_handler',
    change: "UPDATE pg_language SET lanpltrusted = false WHERE lanname = 'l'",
    names: ['language:l'],
    dump: { differs: false, because: 'it names a language whose handler is built in without its parameters' },
  },
  {
    title: 'extension created',
    change: 'CREATE EXTENSION hstore',
    names: ['extension:hstore', 'comment:extension:hstore'],
  },
  {
    title: 'extension updated',
    setup: `CREATE EXTENSION hstore VERSION '1.4'`,
    change: `ALTER EXTENSION hstore UPDATE`,
    names: ['extension:hstore'],
    dump: { differs: false, because: 'it leaves the version to the server that restores' },
  },
  {
    title: 'extension moved',
    setup: `CREATE EXTENSION hstore; CREATE SCHEMA app`,
    change: `ALTER EXTENSION hstore SET SCHEMA app`,
    names: ['extension:hstore'],
  },

  { title: 'sequence created', change: 'CREATE SEQUENCE s', names: owned('sequence:public.s') },
  { title: 'sequence type', setup: 'CREATE SEQUENCE s MAXVALUE 9', change: 'ALTER SEQUENCE s AS int', names: sequence },
  { title: 'sequence increment', setup: 'CREATE SEQUENCE s', change: 'ALTER SEQUENCE s INCREMENT 5', names: sequence },
  {
    title: 'sequence limits',
    setup: 'CREATE SEQUENCE s',
    change: 'ALTER SEQUENCE s MINVALUE 0 MAXVALUE 99',
    names: sequence,
  },
  { title: 'sequence start', setup: 'CREATE SEQUENCE s', change: 'ALTER SEQUENCE s START 7', names: sequence },
  { title: 'sequence cache', setup: 'CREATE SEQUENCE s', change: 'ALTER SEQUENCE s CACHE 20', names: sequence },
  { title: 'sequence cycle', setup: 'CREATE SEQUENCE s', change: 'ALTER SEQUENCE s CYCLE', names: sequence },
  {
    title: 'sequence owned',
    setup: 'CREATE SEQUENCE s; CREATE TABLE t (id int)',
    change: 'ALTER SEQUENCE s OWNED BY t.id',
    names: [...sequence, 'owner:sequence:public.s'],
  },
  {
    title: 'sequence unlogged',
    setup: 'CREATE SEQUENCE s',
    change: 'ALTER SEQUENCE s SET UNLOGGED',
    names: sequence,
    since: 15,
  },
  { title: 'sequence counted on', setup: 'CREATE SEQUENCE s', change: `SELECT nextval('s')`, names: [] },

  {
    title: 'operator created',
    setup: equal,
    change: operator.slice(equal.length + 1),
    names: owned('operator:public.===(integer, integer)'),
  },
  {
    title: 'operator estimator',
    setup: operator,
    change: 'ALTER OPERATOR === (int, int) SET (RESTRICT = eqsel)',
    names: ['operator:public.===(integer, integer)'],
  },
  {
    title: 'operator hashes',
    setup: operator,
    change: `DROP OPERATOR === (int, int); CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int, HASHES)`,
    names: ['operator:public.===(integer, integer)'],
  },
  {
    title: 'operator family created',
    change: 'CREATE OPERATOR FAMILY f USING btree',
    names: owned('operator-family:public.f USING btree'),
  },
  {
    title: 'operator family member',
    setup: 'CREATE OPERATOR FAMILY f USING btree',
    change: 'ALTER OPERATOR FAMILY f USING btree ADD OPERATOR 1 < (int4, int8)',
    names: ['operator-family:public.f USING btree'],
  },
  {
    title: 'operator family function',
    setup: 'CREATE OPERATOR FAMILY f USING btree',
    change: 'ALTER OPERATOR FAMILY f USING btree ADD FUNCTION 1 (int4, int8) btint48cmp(int4, int8)',
    names: ['operator-family:public.f USING btree'],
  },
  {
    title: 'operator class',
    setup: 'CREATE OPERATOR FAMILY f USING btree',
    change: 'CREATE OPERATOR CLASS c FOR TYPE int USING btree FAMILY f AS STORAGE int',
    names: owned('operator-class:public.c USING btree'),
  },
  { title: 'collation created', change: icu, names: owned('collation:public.c') },
  {
    title: 'collation locale',
    setup: icu,
    change: `DROP COLLATION c; CREATE COLLATION c (PROVIDER = libc, LOCALE = 'POSIX')`,
    names: ['collation:public.c'],
  },
  {
    title: 'conversion created',
    change: `CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8`,
    names: owned('conversion:public.c'),
  },
  {
    title: 'conversion default',
    setup: `CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8`,
    change: `DROP CONVERSION c; CREATE DEFAULT CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8`,
    names: ['conversion:public.c'],
  },
  {
    title: 'cast created',
    setup: tocast,
    change: 'CREATE CAST (int AS pair) WITH FUNCTION pair(int)',
    names: ['cast:(integer AS public.pair)'],
  },
  {
    title: 'cast context',
    setup: `${tocast}; CREATE CAST (int AS pair) WITH FUNCTION pair(int)`,
    change: 'DROP CAST (int AS pair); CREATE CAST (int AS pair) WITH FUNCTION pair(int) AS ASSIGNMENT',
    names: ['cast:(integer AS public.pair)'],
  },
  {
    title: 'cast by text',
    setup: cast,
    change: 'CREATE CAST (text AS pair) WITH INOUT',
    names: ['cast:(text AS public.pair)'],
  },
  {
    title: 'transform created',
    change: 'CREATE TRANSFORM FOR bigint LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal))',
    names: ['transform:bigint.sql'],
  },
  { title: 'text search dictionary created', change: dictionary, names: owned('text-search-dictionary:public.d') },
  {
    title: 'text search dictionary options',
    setup: dictionary,
    change: 'ALTER TEXT SEARCH DICTIONARY d (Accept = false)',
    names: ['text-search-dictionary:public.d'],
  },
  { title: 'text search configuration created', change: config, names: owned('text-search-configuration:public.c') },
  {
    title: 'text search mapping',
    setup: config,
    change: 'ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, email WITH simple',
    names: ['text-search-configuration:public.c'],
  },
  {
    title: 'text search template',
    change: 'CREATE TEXT SEARCH TEMPLATE t (LEXIZE = dsimple_lexize)',
    names: ['text-search-template:public.t'],
  },
  {
    title: 'text search parser',
    change:
      'CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)',
    names: ['text-search-parser:public.p'],
  },
]
