import { describe, expect, test, vi, afterEach } from 'vitest'
import { SlipwayError } from '@slipway/core'
import { prisma, prismaProject } from '../src/index.ts'
import { readProject } from '../src/project/read-project.ts'
import { relativePath } from '../src/project/relative-path.ts'
import { folder, project7, type Files } from './fixtures/project.ts'

const schema = (lines: string, provider = 'postgresql'): string => `// datasource old {
generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "${provider}" // a comment
  ${lines}
}
`
const url = 'postgres://me:secret%20word@db:5432/shop'

async function read(files: Files, options: Parameters<typeof prisma>[0] = {}) {
  const { cwd } = folder(files)
  const project = await readProject(options, cwd)
  const path = (absolute: string): string => relativePath(cwd, absolute)
  return { ...project, schema: path(project.schemaPath), migrations: path(project.migrations) }
}

async function refusal(work: Promise<unknown>): Promise<SlipwayError> {
  const error: unknown = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  if (error instanceof SlipwayError) return error
  throw error instanceof Error ? error : new Error(String(error))
}

afterEach(() => vi.unstubAllEnvs())

describe('the layouts of Prisma 5 to 7', () => {
  test('a schema with its url, and migrations beside it', async () => {
    const text = schema(
      'url = env("DATABASE_URL")\n  directUrl = env("DIRECT_URL")\n  shadowDatabaseUrl = "postgres://s//x"',
    )
    expect(await read({ 'prisma/schema.prisma': text })).toMatchObject({
      schema: 'prisma/schema.prisma',
      migrations: 'prisma/migrations',
      provider: 'postgresql',
      url: { kind: 'env', name: 'DATABASE_URL' },
      directUrl: { kind: 'env', name: 'DIRECT_URL' },
      shadowDatabaseUrl: { kind: 'value', value: 'postgres://s//x' },
      configFile: undefined,
      version: undefined,
    })
  })

  test('package.json names the schema; an old name of the provider', async () => {
    const found = await read({
      'package.json': '{ "prisma": { "schema": "db/schema.prisma" } }',
      'db/schema.prisma': schema('url = "x"', 'postgres'),
    })
    expect(found).toMatchObject({ schema: 'db/schema.prisma', migrations: 'db/migrations', provider: 'postgresql' })
  })

  test('a folder of files: migrations stand beside the datasource, beside the folder, or in it', async () => {
    const files = { 'prisma/schema/models/user.prisma': 'model User {}', 'prisma/schema/base/main.prisma': schema('') }
    expect(await read(files)).toMatchObject({ schema: 'prisma/schema', migrations: 'prisma/schema/migrations' })
    const beside = { ...files, 'prisma/migrations/migration_lock.toml': '' }
    expect(await read(beside)).toMatchObject({ migrations: 'prisma/migrations' })
    const withSource = { ...beside, 'prisma/schema/base/migrations/migration_lock.toml': '' }
    expect(await read(withSource)).toMatchObject({ migrations: 'prisma/schema/base/migrations' })
  })

  test.each(['prisma.config.ts', 'prisma7.config.mjs', '.config/prisma.ts'])('%s names all', async (name) => {
    const up = name.startsWith('.config') ? '../' : './'
    const config = `export default { schema: '${up}db', migrations: { path: '${up}db/all' }, datasource: { url: '${url}' } }`
    const found = await read({ [name]: config, 'db/main.prisma': schema(''), 'prisma/schema.prisma': 'model A {}' })
    expect(found).toMatchObject({ schema: 'db', migrations: 'db/all', url: { kind: 'value', value: url } })
    expect(found.configFile).toContain(name)
  })

  test('a configuration that Node.js cannot strip is left to the loader of Prisma', async () => {
    const config = `enum Where { Here = '${url}' }\nexport default { datasource: { url: Where.Here } }`
    const found = await read({ 'prisma.config.ts': config, 'prisma/schema.prisma': schema('') })
    expect(found.url).toEqual({ kind: 'value', value: url })
  })

  test('options go before all else', async () => {
    const files = { 'prisma/pg.prisma': schema(''), 'prisma/my.prisma': schema('', 'mysql') }
    const options = { schema: 'prisma/my.prisma', migrations: 'prisma/mysql-migrations' }
    expect(await read(files, options)).toMatchObject({ provider: 'mysql', migrations: 'prisma/mysql-migrations' })
  })
})

test.each<readonly [string, Files, SlipwayError['code'], string, string]>([
  ['no schema', {}, 'SW-CONFIG', 'neither schema.prisma nor prisma/schema.prisma', 'prisma({ schema'],
  ['another schema', { 'prisma/pg.prisma': schema('') }, 'SW-CONFIG', 'no Prisma schema', 'prisma/pg.prisma is there'],
  ['no provider', { 'schema.prisma': 'model A {}' }, 'SW-CONFIG', 'schema.prisma names no provider', 'datasource db'],
  [
    'a provider',
    { 'schema.prisma': schema('', 'sqlite') },
    'SW-UNSUPPORTED',
    'schema.prisma:6: the provider is "sqlite"',
    'npx',
  ],
  [
    'an error',
    { 'prisma.config.ts': 'throw new TypeError("no such thing")' },
    'SW-CONFIG',
    'TypeError: no such thing',
    '',
  ],
  [
    'a variable',
    { 'prisma.config.ts': 'throw new Error("Cannot resolve environment variable: DATABASE_URL.")' },
    'SW-CONFIG',
    'Cannot resolve environment variable: DATABASE_URL.',
    'export DATABASE_URL=',
  ],
  ['a module', { 'prisma.config.ts': 'import "./gone.js"' }, 'SW-CONFIG', "Cannot find module './gone.js'", ''],
])('refused: %s', async (_, files, code, message, hint) => {
  const error = await refusal(read(files))
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
  expect(error.message).toContain('Nothing was changed.')
  expect(error.hint ?? '').toContain(hint)
})

test('a configuration that is asked for has to be there', async () => {
  expect(await refusal(read({}, { config: 'elsewhere.ts' }))).toMatchObject({ code: 'SW-CONFIG' })
})

describe('the connection', () => {
  async function connection(files: Files, variable?: string) {
    const { cwd } = folder(files)
    return (await prisma({ cwd })).connection(variable)
  }
  const withUrl = (value: string, provider?: string): Files => ({
    'schema.prisma': schema(`url = "${value}"`, provider),
  })

  test('directUrl goes before url; what is missing is left to the driver', async () => {
    const files = { 'schema.prisma': schema('url = env("DATABASE_URL")\n  directUrl = env("DIRECT_URL")') }
    vi.stubEnv('DATABASE_URL', 'postgres://pooler/shop')
    vi.stubEnv('DIRECT_URL', url)
    expect(await connection(files)).toEqual({ url })
    vi.stubEnv('DIRECT_URL', '')
    expect(await connection(files)).toEqual({ url: undefined })
    vi.stubEnv('STAGING_URL', 'postgres://staging/shop?schema=app')
    expect(await connection(files, 'STAGING_URL')).toEqual({
      url: 'postgres://staging/shop?options=-c+search_path%3D%22app%22',
    })
  })

  test('.env files are read where Prisma reads them: up to version 6, without a configuration', async () => {
    vi.stubEnv('DATABASE_URL', undefined)
    const files = {
      'prisma/schema.prisma': schema('url = env("DATABASE_URL")'),
      '.env': 'HOST=db\nDATABASE_URL="postgres://${HOST}/shop"\n',
    }
    expect(await connection(files)).toEqual({ url: 'postgres://db/shop' })
    expect(process.env['DATABASE_URL']).toBeUndefined()
    const installed = { 'node_modules/prisma/package.json': '{ "version": "7.10.1" }' }
    expect(await connection({ ...files, ...installed })).toEqual({ url: undefined })
    expect(await connection({ ...files, 'prisma.config.ts': 'export default {}' })).toEqual({ url: undefined })
  })

  test("what only Prisma's engines understand is translated or left out", async () => {
    const noise = 'connection_limit=5&pool_timeout=2&pgbouncer=true&statement_cache_size=0'
    expect(await connection(withUrl(`${url}?schema=public&${noise}&application_name=shop`))).toEqual({
      url: `${url}?application_name=shop`,
    })
    expect(await connection(withUrl(`${url}?schema=My Shop&sslmode=require`))).toEqual({
      url: `${url}?options=-c+search_path%3D%22My%5C+Shop%22`,
      ssl: { rejectUnauthorized: false },
    })
    const files = {
      ...withUrl('mysql://me@db/shop?sslaccept=strict&sslcert=ca.pem&connect_timeout=3', 'mysql'),
      'ca.pem': 'CA',
    }
    expect(await connection(files)).toEqual({ url: 'mysql://me@db/shop', ssl: { rejectUnauthorized: true, ca: 'CA' } })
    expect(await connection(withUrl('mysql://me@localhost/shop?socket=/run/mysqld.sock', 'mysql'))).toEqual({
      url: 'mysql://me@localhost/shop',
      socketPath: '/run/mysqld.sock',
    })
  })

  test('an address of Accelerate is told when somebody connects', async () => {
    const { password } = await connection(withUrl('prisma://accelerate.example/?api_key=hush'))
    const error = await refusal(password?.() ?? Promise.resolve())
    expect(error).toMatchObject({ code: 'SW-CONFIG', hint: expect.stringContaining('directUrl') })
    expect(JSON.stringify(error)).not.toContain('hush')
  })
})

describe('finding a project', () => {
  const find = (files: Files) => {
    const { cwd } = folder(files)
    return prismaProject.find({ cwd, env: { DATABASE_URL: url } })
  }

  test('it says what it is, without a secret in what is written', async () => {
    vi.stubEnv('DATABASE_URL', url)
    const found = await find({
      ...project7('postgresql'),
      'prisma/migrations/1_a/migration.sql': 'SELECT 1',
      'prisma/migrations/2_b/migration.sql': 'this is read when it is planned',
      'prisma/migrations/2_b/down.sql': '',
      'prisma/migrations/3_data/migration.ts': '',
      'node_modules/prisma/package.json': '{ "version": "7.10.1" }',
    })
    expect(found).toMatchObject({
      title: 'prisma 7.10.1',
      configuration: 'prisma.config.ts and prisma/schema.prisma',
      loaded: ['prisma.config.ts'],
      tested: true,
      files: '2 in prisma/migrations (1 with a down.sql)',
      call: { package: '@slipway/adapter-prisma', factory: 'prisma', source: '', awaited: true },
      targets: [{ name: 'default', driver: { factory: 'postgres', options: { url }, source: 'project.connection()' } }],
      notices: [expect.stringContaining('1 migration without a down.sql'), expect.stringContaining('3_data')],
    })
    expect(JSON.stringify({ ...found, targets: [] })).not.toContain('secret')
  })

  test('another version is said, a folder without one is left alone', async () => {
    const old = { 'schema.prisma': schema('url = env("DATABASE_URL")', 'mysql') }
    const version = { 'node_modules/prisma/package.json': '{ "version": "5.22.0" }' }
    expect(await find({ ...old, ...version })).toMatchObject({ title: 'prisma 5.22.0', tested: false, loaded: [] })
    expect(await find({ 'package.json': '{}', 'prisma/notes.md': '' })).toBeUndefined()
    const folders = Object.fromEntries([1, 2, 3, 4].map((n) => [`migrations/${n}_data/migration.ts`, '']))
    expect(await find({ ...old, ...folders })).toMatchObject({
      title: 'prisma, not installed here',
      notices: [expect.stringMatching(/^4 folders of code .*: 1_data, 2_data, 3_data and 1 more$/)],
    })
    expect(await find(old)).toMatchObject({ files: '0 in migrations', notices: ['there is no folder migrations'] })
  })
})
