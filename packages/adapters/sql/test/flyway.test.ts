import { execSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from './project.ts'

const ids = (migrations: readonly { readonly id: string }[]): readonly string[] => migrations.map(({ id }) => id)

test('versions are compared part by part as numbers, over all locations, repeatables last', async () => {
  const { load } = project({
    'a/V1.10__ten.sql': 'SELECT 10',
    'a/V1.9__nine.sql': 'SELECT 9',
    'a/R__b_views.sql': 'SELECT 1',
    'b/sub/V4_2_1__late.sql': 'SELECT 421',
    'b/V20240115_001__add_status_column_to_orders.sql': 'SELECT 1',
    'b/V2__two.sql': 'SELECT 2',
    'b/R__a_views.sql': 'SELECT 1',
  })
  const migrations = await load({ locations: ['a', 'b'] })
  expect(ids(migrations)).toEqual(['V1.9', 'V1.10', 'V2', 'V4_2_1', 'V20240115_001', 'R__a_views', 'R__b_views'])
  expect(migrations[4]).toMatchObject({
    title: 'add status column to orders',
    repeatable: false,
    location: { file: 'b/V20240115_001__add_status_column_to_orders.sql', line: 1 },
  })
  expect(migrations[5]).toMatchObject({ title: 'a views', repeatable: true })
  expect(ids(await load({ locations: 'b', subfolders: false }))).not.toContain('V4_2_1')
})

test('an undo file is the down; one that is there and empty is not the same as none', async () => {
  const { load } = project({
    'migrations/V1__a.sql': 'CREATE TABLE a (i int)',
    'migrations/U1__a.sql': 'DROP TABLE a',
    'migrations/V2__b.sql': 'CREATE TABLE b (i int)',
    'migrations/U2__b.sql': '-- nothing to do\n',
    'migrations/V3__c.sql': 'CREATE TABLE c (i int)',
  })
  const [first, second, third] = await load()
  expect(first?.down).toMatchObject([
    { kind: 'statement', text: 'DROP TABLE a', at: { file: 'migrations/U1__a.sql', line: 1 } },
  ])
  expect(first).toMatchObject({ downLocation: { file: 'migrations/U1__a.sql', line: 1 } })
  expect(second?.down).toEqual([])
  expect(second?.downChecksum).toMatch(/^[0-9a-f]{64}$/)
  expect(third?.down).toBeUndefined()
  expect(third).not.toHaveProperty('downChecksum')
})

test('an empty version prefix is detected, prefixes and separator can be chosen', async () => {
  const bare = project({ 'migrations/20240101__a.sql': 'SELECT 1', 'migrations/20240102.5__b.sql': 'SELECT 1' })
  expect(ids(await bare.load())).toEqual(['20240101', '20240102.5'])
  const chosen = project({ 'db/M1-a.sql': 'SELECT 1', 'db/D1-a.sql': 'SELECT 1', 'db/A-v.sql': 'SELECT 1' })
  const options = {
    locations: 'db',
    style: 'flyway',
    separator: '-',
    prefix: { version: 'M', undo: 'D', repeatable: 'A' },
  } as const
  expect(ids(await chosen.load(options))).toEqual(['M1', 'A-v'])
})

test('a script configuration says how the file meets transactions, and nothing else', async () => {
  const { load, write, refusal } = project({
    'migrations/V1__i.sql': 'CREATE INDEX CONCURRENTLY i ON t (a)',
    'migrations/V1__i.sql.conf': '# why\nexecuteInTransaction=false\n',
  })
  expect(await load()).toMatchObject([{ transaction: 'never' }])
  write({ 'migrations/V1__i.sql.conf': 'shouldExecute=false' })
  expect(await refusal()).toMatchObject({
    code: 'SW-UNSUPPORTED',
    message: expect.stringContaining('V1__i.sql.conf:1: shouldExecute'),
  })
  write({
    'migrations/V1__i.sql.conf': 'executeInTransaction=true',
    'migrations/V1__i.sql': '-- transaction: never\n\nSELECT 1',
  })
  expect(await refusal()).toMatchObject({ code: 'SW-SYNTAX', message: expect.stringContaining('V1__i.sql:1') })
})

test('two files with one version: both are named, and the command that is printed cures it', async () => {
  const { load, refusal, cwd } = project({
    'migrations/V1__a.sql': 'SELECT 1',
    'migrations/V2__b.sql': 'SELECT 1',
    "migrations/V2.0__it's b.sql": 'SELECT 1',
    "migrations/U2__it's b.sql": 'SELECT 1',
    "migrations/V2.0__it's b.sql.conf": 'executeInTransaction=false',
    'migrations/V3__c.sql': 'SELECT 1',
  })
  const error = await refusal()
  expect(error).toMatchObject({
    code: 'SW-DUPLICATE',
    message: expect.stringContaining("migrations/V2.0__it's b.sql and migrations/V2__b.sql"),
    details: { files: ["migrations/V2.0__it's b.sql", 'migrations/V2__b.sql'] },
  })
  expect(error.hint).toBe('mv migrations/V2__b.sql migrations/V4__b.sql')
  execSync(error.hint ?? '', { cwd })
  expect(ids(await load())).toEqual(['V1', 'V2.0', 'V3', 'V4'])
})

test('a rename takes the undo and the script configuration along', async () => {
  const { load, refusal, cwd } = project({
    'migrations/V20240115_001__a.sql': 'SELECT 1',
    'migrations/V20240115_001__b b.sql': 'SELECT 1',
    'migrations/V20240115_001__b b.sql.conf': 'executeInTransaction=false',
    'migrations/U20240115_001__b b.sql': 'SELECT 1',
  })
  const error = await refusal()
  expect(error.hint?.split('\n')).toEqual([
    "mv 'migrations/V20240115_001__b b.sql' 'migrations/V20240115_002__b b.sql'",
    "mv 'migrations/V20240115_001__b b.sql.conf' 'migrations/V20240115_002__b b.sql.conf'",
    "mv 'migrations/U20240115_001__b b.sql' 'migrations/U20240115_002__b b.sql'",
  ])
  execSync(error.hint ?? '', { cwd })
  expect(await load()).toMatchObject([
    { id: 'V20240115_001', down: undefined },
    { id: 'V20240115_002', transaction: 'never', down: [{}] },
  ])
})

test('two repeatables of one name are refused', async () => {
  const { refusal } = project({ 'a/R__v.sql': 'SELECT 1', 'b/R__v.sql': 'SELECT 2' })
  expect(await refusal({ locations: ['a', 'b'] })).toMatchObject({
    code: 'SW-DUPLICATE',
    hint: 'mv b/R__v.sql b/R__v_2.sql',
  })
})

test.each([
  ['V2_missing_separator.sql', 'SW-SYNTAX', 'no separator __'],
  ['V__no_version.sql', 'SW-SYNTAX', 'its name is not one'],
  ['v2__lower_case.sql', 'SW-SYNTAX', 'its name is not one'],
  ['V2__upper.SQL', 'SW-SYNTAX', '.sql in lower case'],
  ['V2a__letters.sql', 'SW-SYNTAX', 'its name is not one'],
  ['R_views.sql', 'SW-SYNTAX', 'no separator __'],
  ['2__bare.sql', 'SW-SYNTAX', 'its name is not one'],
  ['U7__orphan.sql', 'SW-SYNTAX', 'no V7__…'],
  ['V9__gone.sql.conf', 'SW-SYNTAX', 'no V9__gone.sql'],
  ['beforeMigrate.sql', 'SW-UNSUPPORTED', 'callback'],
  ['afterEachMigrate__log.sql', 'SW-UNSUPPORTED', 'callback'],
  ['B1__baseline.sql', 'SW-UNSUPPORTED', 'baseline'],
  ['V2__code.java', 'SW-UNSUPPORTED', 'code step'],
])('%s is refused by name, and can be left out knowingly', async (name, code, words) => {
  const { refusal, load } = project({ 'migrations/V1__a.sql': 'SELECT 1', [`migrations/${name}`]: 'SELECT 1' })
  const error = await refusal()
  expect(error.code).toBe(code)
  expect(error.message).toContain(`migrations/${name}`)
  expect(error.message).toContain(words)
  expect(error.hint).toContain("sql({ ignore: ['")
  expect(ids(await load({ ignore: [name] }))).toEqual(['V1'])
})

test('other files beside the migrations are none of ours', async () => {
  const { load } = project({
    'migrations/V1__a.sql': 'SELECT 1',
    'migrations/README.md': '# read me',
    'migrations/seed.sql': 'this is no SQL',
    'migrations/.V2__hidden.sql': 'SELECT 1',
    'migrations/node_modules/V3__x.sql': 'SELECT 1',
  })
  expect(ids(await load())).toEqual(['V1'])
})

test('links are followed, and a link that leads back is entered once', async () => {
  const { load, cwd } = project({ 'migrations/V1__a.sql': 'SELECT 1', 'shared/V2__b.sql': 'SELECT 2' })
  symlinkSync(join(cwd, 'shared'), join(cwd, 'migrations/linked'))
  symlinkSync(join(cwd, 'migrations'), join(cwd, 'shared/back'))
  expect((await load()).map(({ location }) => location.file)).toEqual([
    'migrations/V1__a.sql',
    'migrations/linked/V2__b.sql',
  ])
})

test('a folder that is not there is an error, never an empty list', async () => {
  expect(await project().refusal()).toMatchObject({ code: 'SW-CONFIG', message: expect.stringContaining('migrations') })
})
