import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { recorder } from './recorder.ts'

let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'slipway-init-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(root, 'project-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

async function init(cwd: string, answers?: readonly string[], ...argv: string[]) {
  const terminal = recorder({ cwd, ...(answers === undefined ? {} : { answers }) })
  const exit = await main(['init', ...argv], terminal.io)
  const config = await readFile(join(cwd, 'slipway.config.ts'), 'utf8').catch(() => undefined)
  return { exit, out: terminal.out(), err: terminal.err(), config }
}

test('an empty folder gets a configuration that names a variable', async () => {
  const { exit, out, err, config } = await init(await project({}))
  expect(exit).toBe(0)
  expect(err).toBe('No migrations found here.\n')
  expect(config).toMatchInlineSnapshot(`
    "import { defineConfig } from '@slipway/cli'
    import { postgres } from '@slipway/driver-postgres'
    import { sql } from '@slipway/adapter-sql'

    export default defineConfig({
      targets: {
        development: {
          driver: postgres({ url: process.env['DATABASE_URL'] }),
          adapter: sql({ locations: 'migrations' }),
        },
      },
    })
    "
  `)
  expect(out).toMatchInlineSnapshot(`
    "✓ wrote slipway.config.ts: postgres, migrations in migrations, connection from DATABASE_URL, no secret
    Next
      npm install --save-dev @slipway/cli @slipway/driver-postgres @slipway/adapter-sql
      set DATABASE_URL, or start with: node --env-file=.env node_modules/@slipway/cli/bin/slipway.js doctor
      slipway new "create table orders"
      slipway doctor
    "
  `)
})

test.each([
  [
    'Flyway',
    { 'flyway.toml': '', 'src/db/V1__a.sql': '', 'src/db/V2__b.sql': '', 'pnpm-lock.yaml': '' },
    'Flyway (flyway.toml)\n        SQL migrations, Flyway style: 2 files in src/db',
    `locations: 'src/db'`,
    'pnpm add -D @slipway/cli',
  ],
  [
    'golang-migrate',
    { 'migrations/0001_a.up.sql': '', 'migrations/0001_a.down.sql': '', 'yarn.lock': '' },
    'SQL migrations, golang-migrate style: 2 files in migrations',
    `locations: 'migrations'`,
    'yarn add -D @slipway/cli',
  ],
  [
    'Knex',
    { 'knexfile.ts': '', 'migrations/1_a.ts': '' },
    'Knex (knexfile.ts)',
    `locations: 'migrations'`,
    'Knex keeps a history of its own',
  ],
  [
    'Prisma',
    { 'prisma/schema.prisma': '' },
    'Prisma (prisma/schema.prisma)',
    `locations: 'migrations'`,
    'Prisma keeps a history of its own',
  ],
  [
    'Alembic',
    { 'alembic.ini': '' },
    'Alembic (alembic.ini)',
    `locations: 'migrations'`,
    'Alembic keeps a history of its own',
  ],
])('%s is found by its files', async (_name, files, found, place, next) => {
  const { exit, out, err, config } = await init(await project(files))
  expect(exit).toBe(0)
  expect(err).toContain(found)
  expect(config).toContain(place)
  expect(out).toContain(next)
})

test('what is installed is not named again', async () => {
  const cwd = await project({
    'package.json': JSON.stringify({ devDependencies: { '@slipway/cli': '1', '@slipway/adapter-sql': '1' } }),
  })
  expect((await init(cwd)).out).toContain('npm install --save-dev @slipway/driver-postgres\n')
})

test('a no on the terminal writes nothing', async () => {
  const { exit, err, config } = await init(await project({}), ['n'])
  expect(exit).toBe(3)
  expect(err).toContain('SW-DECLINED')
  expect(config).toBeUndefined()
})

test('a configuration that is there is never written over', async () => {
  const { exit, config } = await init(await project({ 'slipway.config.ts': '// mine' }), undefined, '--yes')
  expect(exit).toBe(64)
  expect(config).toBe('// mine')
})

test('the value of a connection is refused where the name of a variable belongs', async () => {
  const { exit, config } = await init(await project({}), undefined, '--url-env', 'postgres://db/shop')
  expect(exit).toBe(64)
  expect(config).toBeUndefined()
})

test('a package that does not say what its files are gets a configuration that does', async () => {
  const folder = await project({ 'package.json': '{"name":"shop"}' })
  expect(await init(folder)).toMatchObject({ exit: 0, config: undefined })
  expect(await readFile(join(folder, 'slipway.config.mts'), 'utf8')).toContain('defineConfig')
})

test.each([
  ['the flag', {}, ['--database', 'mysql'], '@slipway/driver-mysql'],
  ['the only client installed', { 'package.json': '{"dependencies":{"mysql2":"^3"}}' }, [], '@slipway/driver-mysql'],
  ['the client of MongoDB', { 'package.json': '{"dependencies":{"mongodb":"^7"}}' }, [], '@slipway/driver-mongodb'],
  [
    'two clients, which tell nothing',
    { 'package.json': '{"dependencies":{"mysql2":"3","pg":"8"}}' },
    [],
    '@slipway/driver-postgres',
  ],
])('the database comes from %s', async (_, files, argv, driver) => {
  const cwd = await project(files)
  const terminal = recorder({ cwd })
  expect(await main(['init', ...argv], terminal.io)).toBe(0)
  const written = (await readdir(cwd)).find((name) => name.startsWith('slipway.config'))
  expect(await readFile(join(cwd, String(written)), 'utf8')).toContain(`from '${driver}'`)
  expect(terminal.out()).toContain(driver)
})

test('the database comes from the scheme of the connection, which is all that is looked at', async () => {
  const cwd = await project({})
  const terminal = recorder({ cwd, env: { SHOP_URL: 'mongodb://me:hidden@db.example/shop' } })
  expect(await main(['init', '--url-env', 'SHOP_URL'], terminal.io)).toBe(0)
  const config = await readFile(join(cwd, 'slipway.config.ts'), 'utf8')
  expect(config).toContain("mongodb({ url: process.env['SHOP_URL'] })")
  expect(config + terminal.out() + terminal.err()).not.toContain('hidden')
})

test('a database nobody knows gets the one that was meant', async () => {
  const { exit, err, config } = await init(await project({}), undefined, '--database', 'mysqll')
  expect(exit).toBe(64)
  expect(err).toContain('slipway init --database mysql')
  expect(config).toBeUndefined()
})

async function plugin(cwd: string, ...argv: string[]) {
  const terminal = recorder({ cwd })
  const exit = await main(['init', '--plugin', ...argv], terminal.io)
  return { exit, out: terminal.out(), err: terminal.err(), there: (await readdir(cwd)).toSorted() }
}

test('a plugin gets a folder of its own, and names that fit its files', async () => {
  const cwd = await project({ 'slipway.config.ts': '// mine', 'pnpm-lock.yaml': '' })
  const { exit, out, there } = await plugin(cwd, 'driver', 'slipway-driver-duck-db')
  expect(exit).toBe(0)
  expect(there).toEqual(['pnpm-lock.yaml', 'slipway-driver-duck-db', 'slipway.config.ts'])
  expect(out).toContain('cd slipway-driver-duck-db && pnpm install')
  const source = await readFile(join(cwd, 'slipway-driver-duck-db/src/duck-db.ts'), 'utf8')
  expect(source).toContain('export function duckDb(options: DuckDbOptions): Driver {')
  expect(source).not.toMatch(/\{\{|NAME/)
})

test('--json lists what was written', async () => {
  const { out } = await plugin(await project({}), 'rule', '--json')
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    result: {
      plugin: 'rule',
      package: 'slipway-rule-acme',
      first: 'test/acme.test.ts',
      files: expect.arrayContaining(['package.json', 'src/acme.ts', 'test/acme.test.ts', '.gitignore']),
    },
  })
})

test.each([
  ['a kind nobody knows', ['drivr'], 'Did you mean driver?', 'slipway init --plugin driver'],
  ['a kind by another word', ['dialect'], 'Did you mean driver?', 'slipway init --plugin driver'],
  ['a word of the language', ['rule', 'class'], 'cannot name a plugin', 'slipway init --plugin rule acme'],
  ['a path', ['rule', '../other'], 'cannot name a plugin', 'slipway init --plugin rule acme'],
  ['what the templates import', ['rule', 'pglite'], 'cannot name a plugin', 'slipway init --plugin rule acme'],
  ['a flag for a configuration', ['rule', '--database', 'mysql'], '--database says nothing', '--plugin rule acme'],
  ['a folder that is not empty', ['rule', '--folder', 'mine'], 'mine is there and not empty', '--folder ANOTHER'],
])('a plugin is refused, and nothing changed, for %s', async (_, argv, message, hint) => {
  const cwd = await project({ 'mine/notes.txt': '' })
  const { exit, err, there } = await plugin(cwd, ...argv)
  expect(exit).toBe(64)
  expect(err).toContain(message)
  expect(err).toContain('Nothing was changed.')
  expect(err).toContain(hint)
  expect(there).toEqual(['mine'])
  expect(await readdir(join(cwd, 'mine'))).toEqual(['notes.txt'])
})

test('only a plugin has a name', async () => {
  const { exit, err, config } = await init(await project({}), undefined, 'shop')
  expect(exit).toBe(64)
  expect(err).toContain('slipway init --plugin driver acme')
  expect(config).toBeUndefined()
})
