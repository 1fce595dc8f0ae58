import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { SlipwayError } from '@slipway/core'
import type { Dialect, Migration } from '@slipway/core/plugin'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import { sameChecksum } from '../src/files/checksums.ts'
import { prisma } from '../src/index.ts'
import { folder, project7, type Files } from './fixtures/project.ts'

const postgresDialect: Dialect = await postgres({ host: 'nowhere' }).dialect()
const mysqlDialect: Dialect = await mysql({ host: 'nowhere', flavor: 'mysql' }).dialect()

async function load(files: Files, dialect = postgresDialect): Promise<readonly Migration[]> {
  const { cwd } = folder({ ...project7('postgresql'), ...files })
  return (await prisma({ cwd })).load({ cwd, dialect })
}

async function refusal(files: Files, dialect?: Dialect): Promise<SlipwayError> {
  const error: unknown = await load(files, dialect).then(
    (loaded) => `loaded ${loaded.length}`,
    (reason: unknown) => reason,
  )
  if (error instanceof SlipwayError) return error
  throw error instanceof Error ? error : new Error(String(error))
}

const script = (name: string): string => `prisma/migrations/${name}/migration.sql`
const down = (name: string): string => `prisma/migrations/${name}/down.sql`

test('folders are migrations, in order of their names; titles come from them', async () => {
  const migrations = await load({
    [script('20260102000000_add_status')]: '-- AlterTable\nALTER TABLE t ADD status text;',
    [down('20260102000000_add_status')]: 'ALTER TABLE t DROP status;',
    [script('0_init')]: '-- slipway:reason the beginning\n\nCREATE TABLE t (id int);',
    [script('20260103000000')]: '',
    [script('20260104000000_gone')]: '-- slipway:irreversible the rows are gone\nDROP TABLE t;',
    'prisma/migrations/20260105000000_data/data-migration.ts': 'throw new Error("never run")',
    'prisma/migrations/README.md': 'not a folder',
  })
  expect(migrations.map(({ id, title }) => `${id}: ${title}`)).toEqual([
    '0_init: init',
    '20260102000000_add_status: add status',
    '20260103000000: 20260103000000',
    '20260104000000_gone: gone',
  ])
  expect(migrations.map((migration) => migration.down?.length ?? migration.down)).toEqual([undefined, 1, 0, null])
  expect(migrations[0]).toMatchObject({ reason: 'the beginning', location: { file: script('0_init'), line: 1 } })
  expect(migrations[1]).toMatchObject({
    up: [{ text: 'ALTER TABLE t ADD status text', at: { line: 2 } }],
    downLocation: { file: down('20260102000000_add_status') },
  })
})

test('comments of a file that was not written for Slipway mean nothing; directives do', async () => {
  const [migration] = await load({
    [script('1_a')]: `/*
  after: something
*/
-- phase: one of ours
-- slipway:transaction never
-- slipway:after nothing
CREATE INDEX CONCURRENTLY i ON t (a);
-- slipway:allow SW-DATA-LOSS exported
DROP TABLE u;
`,
  })
  expect(migration).toMatchObject({
    transaction: 'never',
    after: ['nothing'],
    up: [{}, { allow: [{ reason: 'exported' }] }],
  })
  expect(migration).not.toHaveProperty('phase')
})

test('line ends and a byte order mark count neither for what is sent nor for its checksum', async () => {
  const text = 'CREATE TABLE t (\n  id int\n);\nSELECT 1;\n'
  const [unix, windows] = await load({
    [script('1_a')]: text,
    [script('2_b')]: `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  })
  expect(windows?.up.map((step) => 'text' in step && step.text)).toEqual(
    unix?.up.map((step) => 'text' in step && step.text),
  )
  expect(windows?.checksum).toBe(unix?.checksum)
})

test("checksums are compared by Prisma's rule", () => {
  const of = (text: string): string => createHash('sha256').update(text).digest('hex')
  const old = of('a\nb').replaceAll(/../g, (byte) => Number.parseInt(byte, 16).toString(16))
  expect(old.length).toBeLessThan(64)
  for (const checksum of [of('a\nb'), of('a\r\nb'), old]) {
    expect(sameChecksum('a\nb', checksum)).toBe(true)
    expect(sameChecksum('a\r\nb', checksum)).toBe(true)
  }
  for (const other of ['a\nb\n', '\uFEFFa\nb', 'a\nb ']) expect(sameChecksum(other, of('a\nb'))).toBe(false)
})

test.each<readonly [string, Files, Dialect, SlipwayError['code'], string]>([
  ['no script', { 'prisma/migrations/1_a/notes.txt': '' }, postgresDialect, 'SW-CONFIG', 'P3015'],
  [
    'two databases',
    { 'prisma/migrations/migration_lock.toml': 'provider = "mysql"' },
    postgresDialect,
    'SW-CONFIG',
    'P3019',
  ],
  ['another driver', { [script('1_a')]: 'SELECT 1' }, mysqlDialect, 'SW-CONFIG', 'the driver’s server speaks mysql'],
  ['syntax', { [script('1_a')]: 'SELECT 1;\nCREATE TABEL t ();' }, postgresDialect, 'SW-SYNTAX', `${script('1_a')}:2`],
  ['bytes', { [script('1_a')]: Uint8Array.of(0x53, 0x0a, 0xe9) }, postgresDialect, 'SW-SYNTAX', `${script('1_a')}:2`],
  [
    'both ways',
    { [script('1_a')]: '-- slipway:irreversible gone\nSELECT 1', [down('1_a')]: 'SELECT 1' },
    postgresDialect,
    'SW-SYNTAX',
    `${down('1_a')} undoes it`,
  ],
])('refused: %s', async (_, files, dialect, code, message) => {
  const error = await refusal(files, dialect)
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
  expect(error.message).toContain('Nothing was changed.')
})
