import { expect, test } from 'vitest'
import { project } from './project.ts'

const explosive = "throw new Error('it was loaded')\n"
const up = 'exports.up = async (knex) => { await knex.raw("select 1") }\n'
const url = 'postgres://u:hush@127.0.0.1:1/db'

test('a project is found, listed and continued without loading a migration', async () => {
  const { run } = project({
    'package.json': '{}',
    'knexfile.ts': `import type { Knex } from 'knex'
const shared: Partial<Knex.Config> = { client: 'pg', migrations: { directory: ['./db/one', './db/two'], tableName: 'done' } }
export default {
  development: { ...shared, connection: 'postgres://u:hush@127.0.0.1:1/dev' },
  staging: { ...shared, connection: async () => ({ host: 'db', port: '6432', user: 'me', password: 'hush', database: 'shop' }) },
  broken: { ...shared, connection: () => { throw new Error('no token') } },
  unset: { ...shared, connection: process.env.NOT_SET },
  test: { client: 'sqlite3', connection: ':memory:' },
  other: { ...shared, client: 'mysql2', connection: { socketPath: '/run/my.sock', user: 'me', database: 'shop' } },
}
`,
    'db/one/2_b.ts': `${explosive}import { Knex } from 'knex'\nexport async function up(knex: Knex) { await knex.raw('x') }\nexport async function down() {}\n`,
    'db/two/1_a.js': `// slipway:reason because\n${explosive}${up}exports.down = () => { throw new Error('no') }\nexports.config = { transaction: false }\n`,
    'db/two/3_c.mjs': explosive,
    'db/two/3_c.d.ts': '',
    'db/two/notes.md': '',
    'db/two/sub/4_d.js': explosive,
  })
  const steps = [{ do: 'load' }, { do: 'find' }, { do: 'connection' }, { do: 'create', title: 'add status to orders' }]
  const [loaded, found, connections, created] = await run(steps, { url })
  expect(loaded).toMatchObject([
    {
      id: '1_a.js',
      title: 'a',
      reason: 'because',
      transaction: 'never',
      down: null,
      allow: [{ code: 'SW-UNKNOWABLE' }],
    },
    {
      id: '2_b.ts',
      transaction: 'auto',
      up: [{ kind: 'code', ref: { adapter: 'knex', module: 'db/one/2_b.ts', export: 'up' } }],
    },
  ])
  expect(loaded).toHaveLength(2)
  expect((loaded as readonly object[])[1]).not.toHaveProperty('down')
  expect(found).toMatchObject({
    title: 'knex 3.3.0',
    configuration: 'environment "development" of knexfile.ts',
    loaded: ['knexfile.ts'],
    tested: true,
    bridge: 'knex',
    call: { factory: 'knex', source: "{ knexfile: './knexfile.ts' }", awaited: true },
    files: '2 in db/one, db/two (1 .js, 1 .ts)',
    notices: [
      '1 has no down, or an empty one: 2_b.ts (no rollback until written)',
      '1 has a down that only throws: 1_a.js (cannot be rolled back)',
      expect.stringContaining('3_c.mjs (knex passes over them'),
      expect.stringContaining('3_c.d.ts (left out'),
      expect.stringContaining('environment "test" has the client sqlite3'),
      expect.stringContaining("adapter: project.environment('other')"),
    ],
    dayOne: [expect.stringContaining("transaction: 'batch'"), expect.any(String)],
  })
  const { targets } = found as { readonly targets: readonly { readonly name: string; readonly driver: object }[] }
  expect(targets.map(({ name }) => name)).toEqual(['development', 'staging', 'broken', 'unset', 'other'])
  expect(targets[1]?.driver).toMatchObject({ factory: 'postgres', source: "project.connection('staging')" })
  expect(targets[4]?.driver).toMatchObject({ factory: 'mysql', package: '@slipway/driver-mysql' })
  expect(connections).toEqual({
    development: { url: 'postgres://u:hush@127.0.0.1:1/dev' },
    staging: { host: 'db', port: 6432, user: 'me', password: 'hush', database: 'shop' },
    broken: { host: 'localhost' },
    unset: {},
    test: { url: ':memory:' },
    other: { socketPath: '/run/my.sock', user: 'me', database: 'shop' },
  })
  expect(created).toEqual([
    {
      path: 'db/two/20261118091500_add_status_to_orders.ts',
      content: expect.stringContaining('export async function down(knex: Knex): Promise<void> {') as string,
    },
  ])
})

test('where environments keep their history in different places, each target has an adapter of its own', async () => {
  const { run } = project({
    'package.json': '{}',
    'knexfile.js': `const one = (name, more) => ({ client: 'pg', connection: 'postgres://u@127.0.0.1:1/' + name, ...more })
module.exports = { staging: one('s', { searchPath: ['app_s'] }), production: one('p', { searchPath: ['app_p'] }) }
`,
    'migrations/1_a.js': explosive,
  })
  const [found] = await run([{ do: 'find' }], { url })
  const own = (name: string) => ({ name, own: { source: `project.environment('${name}')`, adapter: { name: 'knex' } } })
  expect(found).toMatchObject({ targets: [own('staging'), own('production')] })
})

test('what the loader refuses is told in its own words, with what cures it', async () => {
  const { run, write } = project({
    'package.json': '{ "type": "module" }',
    'knexfile.js': "export default { client: 'pg', connection: process.env.DATABASE_URL }",
    'migrations/1.ts': 'enum Kind { A }\nexport const up = () => Kind.A\n',
    'migrations/2.ts': "import { x } from './helper'\nexport const up = () => x\n",
    'migrations/3.ts': "import { x } from '@/helper'\nexport const up = () => x\n",
    'migrations/4.ts': "import { Shape } from './shape.ts'\nexport const up = (s: Shape) => s\n",
    'migrations/5.js': "import 'no-such-package'\nexport const up = () => 1\n",
    'migrations/6.js': 'export const upp = () => 1\n',
    'shape.ts': 'export interface Shape { x: 1 }\n',
    'migrations/shape.ts': 'export interface Shape { x: 1 }\nexport const up = () => 1\n',
  })
  const tsx = { code: 'SW-CODE-FAILED', hint: expect.stringContaining('NODE_OPTIONS="--import tsx"') as string }
  const [resolved] = await run([{ do: 'resolve' }], { url })
  expect(resolved).toEqual([
    expect.objectContaining(tsx),
    expect.objectContaining(tsx),
    expect.objectContaining(tsx),
    expect.objectContaining(tsx),
    expect.objectContaining({ hint: expect.stringContaining('npm install no-such-package') as string }),
    expect.objectContaining({ message: expect.stringContaining('exports no function up') as string }),
    'function',
  ])
  write({ 'knexfile.js': "throw new Error('DATABASE_URL is not set')" })
  const [failed] = await run([{ do: 'load' }], { url })
  expect(failed).toMatchObject({
    code: 'SW-CONFIG',
    message: expect.stringContaining('knexfile.js cannot be loaded: DATABASE_URL is not set') as string,
  })
  write({ 'knexfile.js': 'export default { connection: 1 }' })
  expect(await run([{ do: 'load' }], { url, options: { knexfile: './nowhere.ts' } })).toMatchObject([
    { code: 'SW-CONFIG' },
  ])
})

test('a knexfile that throws with a secret in its words does not get it told', async () => {
  const { run } = project({
    'package.json': '{}',
    'knexfile.js': "throw new Error('no database in ' + process.env.DATABASE_URL)",
  })
  const [found] = await run([{ do: 'find' }], { url, env: { DATABASE_URL: 'odd:hush-hush' } })
  expect(found).toMatchObject({ code: 'SW-CONFIG', message: expect.stringContaining('no database in ***') })
  expect(JSON.stringify(found)).not.toContain('hush-hush')
})
