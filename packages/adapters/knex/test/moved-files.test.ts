import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { project } from './project.ts'

test('a file that moved to another extension is the same migration, and one that is gone is named', async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  const table = (name: string): string =>
    `exports.up = (knex) => knex.schema.createTable('${name}', (t) => { t.increments() })\nexports.down = (knex) => knex.schema.dropTable('${name}')\n`
  const made = project({
    'package.json': '{}',
    'knexfile.js': "module.exports = { client: 'pg', connection: process.env.DB }",
    'migrations/1_one.js': table('one'),
    'migrations/2_two.js': table('two'),
  })
  const env = { DB: database.url }
  await made.knex('latest', env)
  renameSync(join(made.cwd, 'migrations/1_one.js'), join(made.cwd, 'migrations/1_one.ts'))
  made.write({ 'migrations/3_three.js': table('three') })
  const moved = await made.run([{ do: 'status' }, { do: 'apply' }, { do: 'status' }], { url: database.url, env })
  expect(moved).toEqual([
    [
      ['1_one.ts', 'applied'],
      ['2_two.js', 'applied'],
      ['3_three.js', 'pending'],
    ],
    ['3_three.js'],
    [
      ['1_one.ts', 'applied'],
      ['2_two.js', 'applied'],
      ['3_three.js', 'applied'],
    ],
  ])
  rmSync(join(made.cwd, 'migrations/2_two.js'))
  const gone = await made.run([{ do: 'status' }, { do: 'rollback', count: 2 }], { url: database.url, env })
  expect(gone[0]).toContainEqual(['2_two.js', 'missing'])
  expect(gone[1]).toMatchObject({ code: 'SW-IRREVERSIBLE', message: expect.stringContaining('2_two.js') as string })
})
