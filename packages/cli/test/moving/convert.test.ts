import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql, type SqlOptions } from '@slipway/adapter-sql'
import {
  apply,
  openWorkspace,
  planRollback,
  rollback,
  SlipwayError,
  textChecksum,
  type Adapter,
  type Migration,
  type NewFile,
  type RecordedCode,
  type Step,
} from '@slipway/core'
import { mongodbFiles } from '@slipway/adapter-mongodb'
import { prisma } from '@slipway/adapter-prisma'
import { mongodb } from '@slipway/driver-mongodb'
import { mysql } from '@slipway/driver-mysql'
import { pglite } from '@slipway/driver-pglite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { environment } from '../../src/index.ts'
import { convertProject, type Conversion } from '../../src/moving/convert/convert-project.ts'

const driver = pglite({})
const dialect = await driver.dialect()
const session = await driver.connect()
const { server } = session
await session.close()

function folder(files: Readonly<Record<string, string>> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), 'slipway-convert-'))
  onTestFinished(() => rmSync(cwd, { recursive: true }))
  for (const [path, content] of Object.entries(files)) write(cwd, [{ path, content }])
  return cwd
}

function write(cwd: string, files: readonly NewFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true })
    writeFileSync(join(cwd, path), content)
  }
}

/** What a conversion has to keep: all but names, places and checksums. */
const meaning = (migrations: readonly Migration[], ids: ReadonlyMap<string, string>): readonly unknown[] =>
  migrations.map(({ id, title, reason, after, up, down, repeatable, phase, tags, requires, transaction, allow }) => ({
    id: ids.get(id),
    about: { title, reason, repeatable, phase, tags, requires, transaction },
    after: after.map((one) => ids.get(one)),
    up: up.map(placeless),
    down: down === null || down === undefined ? down : down.map(placeless),
    allow: allow.map(({ code, reason: why }) => ({ code, why })),
  }))

const placeless = (step: Step): unknown =>
  JSON.parse(JSON.stringify(step, (key, value: unknown) => (key === 'at' ? undefined : value))) as unknown

const identical = (migrations: readonly Migration[]): ReadonlyMap<string, string> =>
  new Map(migrations.map(({ id }) => [id, id]))

async function convert(cwd: string, adapter: Adapter, to?: string): Promise<Conversion> {
  return convertProject({ adapter }, { cwd, dialect, server }, { folder: 'db/new', ...(to !== undefined && { to }) })
}

const optionsOf = ({ call }: Conversion): SqlOptions =>
  Object.fromEntries(
    [...call.source.matchAll(/(\w+): ('([^']*)'|true|false)/g)].map(([, key = '', raw, text]) => [
      key,
      text ?? raw === 'true',
    ]),
  )

const rich: Readonly<Record<string, string>> = {
  'migrations/V1__create_orders.sql': `-- reason: orders come first
-- tags: orders, start

-- slipway:allow SW-PG-REWRITE the table is empty

-- Prose that a reader needs.
CREATE TABLE orders (id int, note text DEFAULT '\${x}; -- no comment');
-- slipway:allow SW-DATA-LOSS nothing is in it
ALTER TABLE orders DROP COLUMN note -- trailing
;
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN n * 2;
END $$;
`,
  'migrations/U1__create_orders.sql': 'DROP FUNCTION twice(int);\nDROP TABLE orders;\n',
  'migrations/V2_1__index.sql': `-- after: 1
-- transaction: never
-- phase: expand
-- requires: api 2.0
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_id ON orders (id);
-- slipway:gate readers-deployed all readers know it
-- slipway:assert an order has no id
SELECT 1 FROM orders WHERE id IS NULL;
`,
  'migrations/V3__nothing.sql': '-- Only prose.\n',
  'migrations/U3__nothing.sql': '-- Nothing either.\n',
  'migrations/V4__gone.sql': '-- slipway:irreversible it is a backup\nDROP TABLE IF EXISTS backup;\n',
}

const styles = ['flyway', 'golang-migrate', 'goose', 'dbmate', 'node-pg-migrate'] as const

describe('files that were written are read as the same migrations', () => {
  test.each(styles)('%s', async (to) => {
    const cwd = folder(rich)
    const source = sql({ locations: 'migrations', placeholderReplacement: false })
    const conversion = await convert(cwd, source, to)
    expect(conversion.refused).toEqual([])
    write(cwd, conversion.files)
    const before = await source.load({ cwd, dialect })
    const after = await sql(optionsOf(conversion)).load({ cwd, dialect })
    const ids = new Map(conversion.migrations.map((one) => [one.from, one.to]))
    expect(meaning(after, identical(after))).toEqual(meaning(before, ids))
    const first = readFileSync(join(cwd, conversion.files[0]?.path ?? ''), 'utf8')
    expect(first).toContain('-- Prose that a reader needs.')
    const last = readFileSync(
      join(cwd, conversion.files.findLast(({ path }) => path.endsWith('.sql'))?.path ?? ''),
      'utf8',
    )
    expect(last).toContain('-- slipway:irreversible it is a backup')
  })

  test('Prisma’s folders', async () => {
    const cwd = folder({ ...rich, 'schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n' })
    const source = sql({ locations: 'migrations', placeholderReplacement: false })
    const conversion = await convert(cwd, source, 'prisma')
    expect(conversion.call.source).toBe("{ migrations: 'db/new' }")
    expect(conversion.files.at(-1)).toMatchObject({ path: 'db/new/migration_lock.toml' })
    write(cwd, conversion.files)
    const after = await (await prisma({ cwd, migrations: 'db/new' })).load({ cwd, dialect })
    const ids = new Map(conversion.migrations.map((one) => [one.from, one.to]))
    expect(meaning(after, identical(after))).toEqual(meaning(await source.load({ cwd, dialect }), ids))
  })

  test('on MySQL, bodies of procedures too', async () => {
    const cwd = folder({
      'migrations/V1__a.sql': `CREATE TABLE t (id int); -- behind
CREATE PROCEDURE p() BEGIN
  SELECT ';' AS a; # one
  SELECT 2;
END;
`,
      'migrations/U1__a.sql': 'DROP PROCEDURE p; DROP TABLE t;',
    })
    const mysqlDialect = await mysql({ url: 'mysql://127.0.0.1/shop' }).dialect()
    const source = sql({ locations: 'migrations' })
    const before = await source.load({ cwd, dialect: mysqlDialect })
    for (const to of ['flyway', 'golang-migrate', 'goose', 'dbmate'] as const) {
      const parts = { cwd, dialect: mysqlDialect, server }
      const conversion = await convertProject({ adapter: source }, parts, { folder: `to-${to}`, to })
      write(cwd, conversion.files)
      const after = await sql(optionsOf(conversion)).load({ cwd, dialect: mysqlDialect })
      const ids = new Map(conversion.migrations.map((one) => [one.from, one.to]))
      expect(meaning(after, identical(after))).toEqual(meaning(before, ids))
    }
  })

  test('and from each style to each other, versions kept where they say the same order', async () => {
    const start = folder(rich)
    let cwd = start
    let adapter = sql({ locations: 'migrations', placeholderReplacement: false })
    const origin = await adapter.load({ cwd, dialect })
    for (const to of [...styles, ...styles.toReversed()]) {
      const conversion = await convert(cwd, adapter, to)
      expect(conversion.refused).toEqual([])
      cwd = folder()
      write(cwd, conversion.files)
      adapter = sql(optionsOf(conversion))
    }
    const end = await adapter.load({ cwd, dialect })
    expect(end.map(({ id }) => id)).toEqual(['V0001', 'V0002', 'V0003', 'V0004'])
    const ids = new Map(origin.map(({ id }, index) => [id, end[index]?.id ?? '']))
    expect(meaning(end, identical(end))).toEqual(meaning(origin, ids))
  })
})

test('repeatables stay so in Flyway’s style, and run once where the tool knows none', async () => {
  const cwd = folder({
    'migrations/V1__a.sql': 'SELECT 1;',
    'migrations/R__view.sql': 'CREATE OR REPLACE VIEW v AS SELECT 1;',
  })
  const source = sql({ locations: 'migrations' })
  expect((await convert(cwd, source)).migrations).toEqual([
    { from: 'V1', to: 'V1' },
    { from: 'R__view', to: 'R__view' },
  ])
  const goose = await convert(cwd, source, 'goose')
  expect(goose.migrations).toEqual([
    { from: 'V1', to: '0001' },
    { from: 'R__view', to: '0002' },
  ])
  expect(goose.refused).toEqual([{ id: 'R__view', why: 'goose knows no repeatable migrations: it runs once.' }])
})

/** An adapter of code, which tells what some of it sends. */
function codeAdapter(recorded: Readonly<Record<string, RecordedCode>>, downs: readonly string[] = []): Adapter {
  const names = Object.keys(recorded).filter((name) => !name.startsWith('down of '))
  return {
    kind: 'adapter',
    name: 'code',
    contract: 1,
    load: async () =>
      names.map((name): Migration => {
        const file = `migrations/${name}.js`
        const step = (part: 'up' | 'down'): Step => ({
          kind: 'code',
          ref: { adapter: 'code', module: file, export: part, checksum: textChecksum(name) },
        })
        return {
          id: name,
          title: name.replace(/^\d+_/, ''),
          after: [],
          up: [step('up')],
          down: downs.includes(name) ? [step('down')] : undefined,
          repeatable: false,
          tags: [],
          requires: [],
          transaction: 'batch',
          allow: [],
          checksum: textChecksum(name),
          location: { file, line: 1 },
        }
      }),
    record: async (ref) => {
      const name = names.find((one) => ref.module.includes(one)) ?? ''
      return recorded[ref.export === 'down' ? `down of ${name}` : name] ?? { by: 'nothing', why: 'it reads the clock' }
    },
  }
}

const sends = (...texts: readonly string[]): RecordedCode => ({
  by: 'compiler',
  statements: texts.map((text) => ({ text })),
})

const chain = codeAdapter(
  {
    '20260101000000_orders': sends(
      'create table orders (id int)',
      'insert into orders values (1); insert into orders values (2)',
    ),
    'down of 20260101000000_orders': sends('drop table orders'),
    '20260102000000_asks': { by: 'nothing', why: "it reads what it's about\nto change: 100 %" },
    '20260103000000_half': sends('create table half (id int)'),
    '20260104000000_broken': sends('create tabel'),
  },
  ['20260101000000_orders', '20260103000000_half'],
)

test('code becomes what it sends; what cannot be told becomes a file that can never pass for done', async () => {
  const cwd = folder()
  const conversion = await convert(cwd, chain)
  expect(conversion.migrations.map(({ to }) => to)).toEqual([
    'V20260101000000',
    'V20260102000000',
    'V20260103000000',
    'V20260104000000',
  ])
  expect(conversion.refused.map(({ id, why }) => `${id}: ${why.split('\n')[0]}`)).toEqual([
    "20260102000000_asks: it reads what it's about",
    '20260103000000_half: Its way back was not converted: it reads the clock',
    expect.stringMatching(/^20260104000000_broken: .*tabel/),
  ])
  write(cwd, conversion.files)
  const loaded = await sql(optionsOf(conversion)).load({ cwd, dialect })
  expect(
    loaded.map(
      ({ title, transaction, up, down }) => `${title} ${transaction} ${up.length} ${String(down?.length ?? down)}`,
    ),
  ).toEqual(['orders batch 3 1', 'asks batch 1 null', 'half batch 1 undefined', 'broken batch 1 null'])
  const text = readFileSync(join(cwd, 'db/new/V20260102000000__asks.sql'), 'utf8')
  expect(text).toContain(
    "-- Not converted from migrations/20260102000000_asks.js: it reads what it's about to change: 100 %",
  )
})

test('what code was seen to send before is asked first', async () => {
  const parts = { cwd: folder(), dialect, server, recorded: async () => sends('select 1') }
  const { refused, files } = await convertProject({ adapter: chain }, parts, { folder: 'db' })
  expect(refused).toEqual([])
  expect(files.find(({ path }) => path.includes('asks'))?.content).toContain('select 1;')
})

test('what was converted runs and goes back; what was not fails loudly and says why', async () => {
  const cwd = folder()
  const conversion = await convert(cwd, chain)
  write(cwd, conversion.files)
  const { workspace } = await openWorkspace(
    { driver: pglite({}), adapter: sql(optionsOf(conversion)) },
    { environment: environment(cwd) },
  )
  await apply(workspace, { to: 'V20260101000000' })
  await expect(apply(workspace, {})).rejects.toThrow('20260102000000_asks was not converted')
  const { plan } = await planRollback(workspace)
  expect((await rollback(workspace, { plan })).status).toBe('reverted')
})

test('modules of MongoDB stay modules, called as they were written, and find what they import', async () => {
  const text = "import { helper } from './helper.js'\nimport { Db } from 'mongodb'\nexport const up = helper\n"
  const cwd = folder({
    'src/migrations/20260101000000-one.js': text,
    'src/migrations/zebra.ts': 'export const up = 1\nexport const down = 2\n',
    'src/migrations/helper.mjs': '',
    'migrate-mongo-config.mjs': '',
  })
  const mongo = await mongodb({ url: 'mongodb://127.0.0.1/shop' }).dialect()
  const source = mongodbFiles({ locations: 'src/migrations', style: 'migrate-mongo', ignore: ['zebra.ts'] })
  const parts = { cwd, dialect: mongo, server }
  const conversion = await convertProject({ adapter: source }, parts, { folder: 'db' })
  expect(conversion).toEqual({
    files: [{ path: 'db/20260101000000-one.js', content: text.replace('./helper.js', '../src/migrations/helper.js') }],
    migrations: [{ from: '20260101000000-one', to: '20260101000000-one' }],
    refused: [],
    call: {
      package: '@slipway/adapter-mongodb',
      factory: 'mongodbFiles',
      source: "{ locations: 'db', style: 'migrate-mongo' }",
    },
  })
  const to = convertProject({ adapter: source }, parts, { folder: 'db', to: 'goose' })
  await expect(to).rejects.toMatchObject({ code: 'SW-USAGE', hint: '--to migrate-mongo' })
})

test('a tool that is not known, or not for this database, is refused with those that are', async () => {
  const refusal = await convert(folder(), chain, 'liquibase').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(SlipwayError)
  expect(refusal).toMatchObject({ code: 'SW-USAGE', hint: expect.stringContaining('--to goose') as string })
})
