import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { mongodb } from '@slipway/driver-mongodb'
import { expect, onTestFinished, test, vi } from 'vitest'
import { migrateMongo, migrateMongoProject } from '../../src/index.ts'
import { project } from '../project.ts'

const dialect = await mongodb({ url: 'mongodb://127.0.0.1/shop' }).dialect()

// Loading a migration would end the test.
const explosive = "throw new Error('it was loaded')\nexport const up = 1\nexport const down = 2\n"

const config = (more = ''): string =>
  `export default { mongodb: { url: 'mongodb://db/shop', databaseName: 'orders', options: { appName: 'x', tls: true, auth: { username: 'u', password: 'p' } } }, changelogCollectionName: 'changelog', ${more} }\n`

const refusal = async (work: Promise<unknown>): Promise<SlipwayError> => {
  const error: unknown = await work.then(
    () => 'it worked',
    (reason: unknown) => reason,
  )
  if (error instanceof SlipwayError) return error
  throw error instanceof Error ? error : new Error(String(error))
}

test('a project is found by its configuration, and no migration is loaded', async () => {
  const { cwd } = project({
    'migrate-mongo-config.mjs': config("migrationFileExtension: '.ts', lockCollectionName: 'lock', lockTtl: 60"),
    'node_modules/migrate-mongo/package.json': '{ "version": "14.0.7" }',
    'migrations/20260102000000-b.ts': `${explosive}MongoClient.connect('x')`,
    'migrations/20260101000000-a.ts': explosive,
    'migrations/20260103000000-c.js': explosive,
    'migrations/sample-migration.ts': explosive,
    'migrations/helper.mjs': explosive,
  })
  const found = await migrateMongoProject.find({ cwd, env: {} })
  expect(found).toMatchObject({
    title: 'migrate-mongo 14.0.7',
    configuration: 'migrate-mongo-config.mjs',
    loaded: ['migrate-mongo-config.mjs'],
    tested: true,
    call: {
      package: '@slipway/adapter-mongodb',
      factory: 'migrateMongo',
      source: "{ config: 'migrate-mongo-config.mjs' }",
      awaited: true,
    },
    files: '2 in migrations (.ts)',
    targets: [{ name: 'default', driver: { factory: 'mongodb', source: 'project.connection()' } }],
  })
  expect(found?.targets[0]?.driver.options).toEqual({
    url: 'mongodb://db/shop',
    database: 'orders',
    user: 'u',
    password: 'p',
    client: { tls: true },
  })
  expect(found?.notices.join('\n')).toMatch(
    /1 files .* 20260103000000-c\.js[^]*20260102000000-b\.ts opens a connection/,
  )
  expect(found?.dayOne.join('\n')).toContain('removes it after 60 s')
  const loaded = await found?.adapter.load({ cwd, dialect })
  expect(loaded?.map(({ id, down }) => `${id} ${String(down?.length)}`)).toEqual([
    '20260101000000-a 1',
    '20260102000000-b 1',
  ])
  expect(loaded?.[0]?.up).toMatchObject([{ kind: 'code', ref: { adapter: 'migrate-mongo', export: 'up' } }])
  expect(found?.adapter.bridge?.objects).toContain('collection:lock')
})

test('what a bundler exports and files that are named freely are listed as the tool lists them', async () => {
  const { cwd } = project({
    'migrate-mongo-config.js': `module.exports = Promise.resolve(${config().slice('export default '.length)})`,
    'package.json': '{ "type": "commonjs" }',
    'migrations/zebra.js': '__export(x, { up: () => up, down: () => down })',
    'migrations/10.js': 'exports.up = 1',
    'migrations/9.js': 'exports.up = 1',
  })
  const adapter = await migrateMongo({ cwd })
  const loaded = await adapter.load({ cwd, dialect })
  expect(loaded.map(({ id, down }) => `${id} ${String(down?.length)}`)).toEqual([
    '10 undefined',
    '9 undefined',
    'zebra 1',
  ])
})

test('there is no project without a configuration', async () => {
  expect(await migrateMongoProject.find({ cwd: project().cwd, env: {} })).toBeUndefined()
})

test.each([
  ['export default {', 'was loaded and failed'],
  ["throw new Error('MONGODB_URL is not set')", 'MONGODB_URL is not set'],
  ['export default 1', 'exports no object'],
  ['export default { mongodb: {} }', 'changelogCollectionName is missing'],
  [config("migrationFileExtension: 'ts'"), 'must start with a dot'],
])('a configuration of %s is refused with its own error', async (text, what) => {
  const { cwd } = project({ 'migrate-mongo-config.mjs': text, 'migrations/20260101000000-a.js': '' })
  expect(await refusal(migrateMongo({ cwd }))).toMatchObject({
    code: 'SW-CONFIG',
    message: expect.stringContaining(what) as string,
  })
})

test('what is not where it should be is named', async () => {
  const { cwd, write } = project({ 'migrate-mongo-config-a.mjs': config("migrationsDir: 'build'") })
  const missing = await refusal(migrateMongo({ cwd, config: 'other.js' }))
  expect(missing).toMatchObject({
    code: 'SW-CONFIG',
    hint: "await migrateMongo({ config: 'migrate-mongo-config-a.mjs' })",
  })
  const adapter = await migrateMongo({ cwd })
  expect(await refusal(adapter.load({ cwd, dialect }))).toMatchObject({
    code: 'SW-CONFIG',
    message: expect.stringContaining('no folder build') as string,
  })
  write({ 'migrate-mongo-config-b.mjs': config() })
  expect(await refusal(migrateMongo({ cwd }))).toMatchObject({
    code: 'SW-CONFIG',
    message: expect.stringContaining('several') as string,
  })
})

test('a new migration is a copy of the sample, or the tool’s own in the module system of the project', async () => {
  const { cwd, write } = project({ 'migrate-mongo-config.mjs': config("moduleSystem: 'esm'") })
  mkdirSync(join(cwd, 'migrations'))
  const adapter = await migrateMongo({ cwd })
  const create = async () =>
    adapter.create?.({ title: 'Add status', now: new Date('2026-01-02T03:04:05Z') }, { cwd, dialect })
  const [drafted] = (await create()) ?? []
  expect(drafted?.path).toBe('migrations/20260102030405-add_status.js')
  expect(drafted?.content).toContain('export async function up(db, client)')
  write({
    'migrations/sample-migration.js': '// ours\n',
    'migrations/20260101000000-one-two.js': 'export const up = 1',
  })
  expect(await create()).toEqual([{ path: 'migrations/20260102030405-add-status.js', content: '// ours\n' }])
  const repeatable = adapter.create?.({ title: 'x', now: new Date(), repeatable: true }, { cwd, dialect })
  expect(await refusal(repeatable ?? Promise.resolve())).toMatchObject({ code: 'SW-UNSUPPORTED' })
})

test('paths of the configuration are read from where the process runs', async () => {
  const { cwd } = project({ 'migrate-mongo-config.mjs': config(), 'migrations/20260101000000-a.js': 'exports.up = 1' })
  const here = vi.spyOn(process, 'cwd').mockReturnValue(cwd)
  onTestFinished(() => void here.mockRestore())
  expect(await (await migrateMongo()).load({ cwd, dialect })).toHaveLength(1)
})
