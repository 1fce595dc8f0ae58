import { expect, test } from 'vitest'
import { flyway } from '../../src/index.ts'
import { readSettings } from '../../src/flyway/configuration/read-settings.ts'
import { project } from '../project.ts'
import { errorOf } from './flyway-place.ts'

test('flyway.conf is read as Flyway reads it, and the environment comes before it', () => {
  const { cwd } = project({
    'flyway.conf': [
      '# a comment',
      'flyway.url=jdbc:postgresql://db.local:5433/shop?sslmode=require',
      'flyway.user = app',
      'flyway.password=${DB_PASSWORD}',
      'flyway.locations=filesystem:db\\',
      '  ,classpath:extra,s3:bucket',
      'flyway.sqlMigrationPrefix=',
      'flyway.schemas=app,audit',
      'flyway.placeholders.Tenant=a=b',
      'flyway.table=history',
      'flyway.outOfOrder=true',
    ].join('\r\n'),
    'db/1__a.sql': 'SELECT 1',
    'src/main/resources/extra/2__b.sql': 'SELECT 1',
  })
  const env = { DB_PASSWORD: 'p@ss/w', FLYWAY_OUT_OF_ORDER: 'false', FLYWAY_PLACEHOLDERS_KEY: 'k' }
  const settings = readSettings({ cwd, env })
  expect(settings).toMatchObject({
    files: ['flyway.conf'],
    locations: [{ folder: 'db' }, { folder: 'src/main/resources/extra' }],
    elsewhere: ['s3:bucket'],
    versionPrefix: '',
    schema: 'app',
    schemas: ['app', 'audit'],
    table: 'history',
    outOfOrder: false,
    placeholders: {
      Tenant: { value: 'a=b' },
      key: { value: 'k', secret: true },
      'flyway:table': { value: 'history' },
      'flyway:defaultSchema': { value: 'app' },
    },
  })
  const { url } = flyway({ cwd, env }).connection()
  expect(url).toMatch(/^postgres:\/\/app:p%40ss%2Fw@db\.local:5433\/shop\?/)
  const { searchParams } = new URL(url ?? '')
  expect(Object.fromEntries(searchParams)).toEqual({
    options: '-csearch_path="app","$user",public',
    sslmode: 'require',
  })
})

test('flyway.toml gives an address for each environment', () => {
  const { cwd } = project({
    'flyway.toml': `
[flyway]
environment = "staging"
locations = ["filesystem:db/*/sql"]
[flyway.placeholders]
name = "orders"
[environments.staging]
url = "jdbc:mysql://staging:3307/shop"
user = "app"
password = "\${env.PW}"
[environments.live]
url = "jdbc:mariadb://live/shop?sslMode=verify-full"
schemas = ["orders"]
[environments.live.flyway]
table = "live_history"
`,
    'db/one/sql/V1__a.sql': 'SELECT 1',
    'db/two/sql/V2__b.sql': 'SELECT 1',
  })
  const env = { PW: 'x' }
  const options = { cwd, env }
  expect(readSettings(options)).toMatchObject({
    table: 'flyway_schema_history',
    placeholders: { name: { value: 'orders' }, 'flyway:environment': { value: 'staging' } },
    locations: [
      { folder: 'db/one/sql', root: 'db' },
      { folder: 'db/two/sql', root: 'db' },
    ],
  })
  expect(readSettings({ ...options, environment: 'live' })).toMatchObject({ table: 'live_history', schema: 'orders' })
  const adapter = flyway(options)
  expect(adapter.connection()).toEqual({ url: 'mysql://app:x@staging:3307/shop' })
  expect(adapter.connection('live')).toEqual({ url: 'mysql://live/orders', ssl: true })
  expect(adapter.connection('nowhere')).toEqual({ url: undefined })
})

test('a configuration that cannot be read is named with its line, and shows no secret', async () => {
  const { cwd } = project({ 'flyway.toml': '[flyway]\nlocations = [\n[environments.default]\npassword = "hunter2"\n' })
  const error = await errorOf((async () => flyway({ cwd, env: {} }))())
  expect(error).toMatchObject({ code: 'SW-CONFIG', details: { file: 'flyway.toml' } })
  expect(JSON.stringify([error.message, error.hint, error.cause])).not.toContain('hunter2')
  expect(await errorOf((async () => flyway({ cwd, env: {}, configFiles: 'gone.conf' }))())).toMatchObject({
    code: 'SW-CONFIG',
    message: expect.stringContaining('gone.conf'),
  })
})

test('a project is loaded by its own settings, and errors speak of flyway()', async () => {
  const { cwd, write } = project({
    'flyway.conf':
      'flyway.locations=filesystem:db\nflyway.sqlMigrationSuffixes=.sql,.pgsql\nflyway.executeInTransaction=false',
    'db/V1__a.pgsql': "SELECT '${flyway:TABLE}'",
    'db/V2__b.sql': '-- transaction: always\n\nSELECT 2',
  })
  const { postgresDialect } = await import('@slipway/dialect-postgres')
  const dialect = await postgresDialect()
  const load = async () => flyway({ cwd, env: {} }).load({ cwd, dialect })
  expect(await load()).toMatchObject([
    { id: 'V1', transaction: 'never', up: [{ text: "SELECT 'flyway_schema_history'" }] },
    { id: 'V2', transaction: 'always' },
  ])
  write({ 'db/afterMigrate.sql': 'SELECT 1' })
  expect((await errorOf(load())).hint).toContain("flyway({ ignore: ['afterMigrate.sql'] })")
  write({ 'flyway.conf': 'flyway.locations=filesystem:db\nflyway.group=true' })
  expect(await flyway({ cwd, env: {}, ignore: ['*.pgsql', 'after*'] }).load({ cwd, dialect })).toMatchObject([
    { id: 'V2', transaction: 'always' },
  ])
})

test.each([
  ['jdbc:postgresql:shop', { url: 'postgres://localhost/shop' }],
  ['jdbc:postgresql://h/shop?ssl=true', { url: 'postgres://h/shop?sslmode=verify-full' }],
  ['jdbc:postgresql://h/shop?user=u&password=p', { url: 'postgres://u:p@h/shop' }],
  ['jdbc:postgresql://h/shop?currentSchema=app', { url: 'postgres://h/shop?options=-csearch_path%3Dapp' }],
  ['jdbc:mysql://h/shop?useSSL=false&sslMode=DISABLED', { url: 'mysql://h/shop' }],
  ['jdbc:oracle:thin:@h:1521/shop', { url: undefined }],
  [undefined, { url: undefined }],
])('%s is what a driver here calls %o', (url, connection) => {
  expect(flyway({ cwd: project().cwd, env: { FLYWAY_URL: url } }).connection()).toEqual(connection)
})

test('a user in the address comes before the one beside it, as with JDBC drivers', () => {
  const env = { FLYWAY_URL: 'jdbc:postgresql://h/shop?user=u', FLYWAY_USER: 'other', FLYWAY_PASSWORD: 'p' }
  expect(flyway({ cwd: project().cwd, env }).connection()).toEqual({ url: 'postgres://u:p@h/shop' })
})
