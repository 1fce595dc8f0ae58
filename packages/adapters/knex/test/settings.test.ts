import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { project } from './project.ts'

test('a migrationSource, name mappers and hooks are the knexfile’s own', async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  const made = project({
    'package.json': '{}',
    'knexfile.js': `
const snake = (name) => name.replace(/[A-Z]/g, (letter) => '_' + letter.toLowerCase())
const camel = (row) => row && typeof row === 'object' && !Array.isArray(row)
  ? Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), value])) : row
const note = (what) => async (knex, [item]) => knex('noteTaken').insert({ whatFor: what + ' ' + item.name })
const one = {
  up: async (knex) => { await knex.schema.createTable('orderLines', (t) => { t.increments('lineId') }); await knex('orderLines').insert({}) },
  down: (knex) => knex.schema.dropTable('orderLines'),
}
const two = {
  up: async (knex) => {
    const [row] = await knex('orderLines').select()
    if (row.lineId !== 1) throw new Error('mapped to ' + JSON.stringify(row))
    if (knex.userParams.team !== 'blue') throw new Error('user params are ' + JSON.stringify(knex.userParams))
  },
  down: async () => { return },
}
module.exports = {
  client: 'pg',
  connection: process.env.DB,
  userParams: { team: 'blue' },
  wrapIdentifier: (value, original) => original(snake(value)),
  postProcessResponse: (answer) => Array.isArray(answer) ? answer.map(camel) : camel(answer),
  migrations: {
    tableName: 'past',
    schemaName: 'meta',
    beforeEach: note('before'),
    afterEach: note('after'),
    migrationSource: {
      getMigrations: async () => [{ name: 'first', body: one }, { name: 'second', body: two }],
      getMigrationName: ({ name }) => name,
      getMigration: ({ body }) => body,
    },
  },
}`,
  })
  const env = { DB: database.url }
  const steps = [
    { do: 'sql', text: 'CREATE SCHEMA meta' },
    { do: 'sql', text: 'CREATE TABLE note_taken (what_for text)' },
    { do: 'apply' },
    { do: 'sql', text: 'SELECT what_for FROM note_taken' },
    { do: 'sql', text: 'SELECT name, batch FROM meta.past ORDER BY id' },
    { do: 'rollback' },
    { do: 'status' },
    { do: 'create', title: 'more' },
  ]
  const outcomes = await made.run(steps, { url: database.url, env })
  expect(outcomes.slice(2)).toMatchObject([
    ['first', 'second'],
    ['before first', 'after first', 'before second', 'after second'].map((what) => ({ what_for: what })),
    [
      { name: 'first', batch: 1 },
      { name: 'second', batch: 1 },
    ],
    ['second', 'first'],
    [
      ['first', 'pending'],
      ['second', 'pending'],
    ],
    { code: 'SW-UNSUPPORTED' },
  ])
})

test('all that is pending in one transaction, as with knex', async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  const made = project({
    'package.json': '{}',
    'knexfile.js': "module.exports = { client: 'pg', connection: process.env.DB }",
    'migrations/1.js': "exports.up = (knex) => knex.schema.createTable('one', (t) => { t.increments() })\n",
    'migrations/2.js': "exports.up = async () => { throw new Error('no service') }\n",
  })
  const steps = [{ do: 'apply' }, { do: 'status' }, { do: 'tables' }]
  const together = await made.run(steps, {
    url: database.url,
    env: { DB: database.url },
    options: { transaction: 'batch' },
  })
  expect(together).toMatchObject([
    { code: 'SW-CODE-FAILED' },
    [
      ['1.js', 'pending'],
      ['2.js', 'pending'],
    ],
    [],
  ])
  const alone = await made.run(steps, { url: database.url, env: { DB: database.url } })
  expect(alone).toMatchObject([
    { code: 'SW-CODE-FAILED' },
    [
      ['1.js', 'applied'],
      ['2.js', 'pending'],
    ],
    ['one'],
  ])
})
