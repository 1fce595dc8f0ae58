import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshDatabase, sharedMariadb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { project } from './project.ts'

const shared = {
  PostgreSQL: () => sharedPostgres(16),
  MySQL: () => sharedMysql('8.0'),
  MariaDB: () => sharedMariadb('10.11'),
}

/** Notes what it gets to see, with types, in the file that `SEEN` names. */
const observer = `
const { writeFileSync } = require('node:fs')
const isPg = process.env.DB.startsWith('postgres')
const show = (key, value) => {
  if (value instanceof Date) return 'date ' + value.getTime()
  if (Buffer.isBuffer(value)) return 'buffer ' + value.toString('hex')
  return typeof value === 'bigint' ? 'bigint ' + value : value
}
const tagged = (value) => {
  if (Array.isArray(value)) return value.map(tagged)
  if (value instanceof Date || Buffer.isBuffer(value)) return show('', value)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, tagged(v)]))
  return show('', value)
}
exports.up = async (knex) => {
  const seen = []
  const see = (name, value) => seen.push([name, tagged(value)])
  await knex.schema.createTable('things', (t) => {
    t.increments('id')
    t.bigInteger('big')
    t.decimal('money', 10, 2)
    t.double('ratio')
    t.boolean('is_on')
    t.json('doc')
    t.dateTime('at')
    t.date('day')
    t.binary('raw')
    t.text('words')
    if (isPg) t.specificType('tags', 'text[]')
  })
  const when = new Date('2021-03-04T05:06:07.000Z')
  const row = { big: '9007199254740993', money: '12.50', ratio: 1.5, is_on: true, doc: JSON.stringify({ a: [1, "it's"] }), at: when, day: '2021-03-04', raw: Buffer.from([0, 255, 39]), words: 'a "b" \\\\ ?' }
  const answer = (one) => isPg ? [one.command, one.rowCount, one.rows] : one
  see('insert', answer(await knex('things').insert(isPg ? { ...row, tags: ['a', 'b"c', 'd,e'] } : row)))
  see('insert many', answer(await knex('things').insert([{ big: 2, is_on: false, at: null }, { big: -3, words: null }])))
  see('rows', await knex('things').orderBy('id'))
  see('first', await knex('things').where({ big: 2 }).first())
  see('none', await knex('things').where('at', '<', when).first())
  see('by date', await knex('things').where({ at: when }).pluck('id'))
  see('by bool', await knex('things').where({ is_on: true }).pluck('id'))
  see('by list', await knex('things').whereIn('big', [2, -3]).orderBy('id').limit(1).offset(1).select('id', 'big'))
  see('raw in', (await knex.raw('select id from things where id in (?, ?) order by id', [1, 3]))[isPg ? 'rows' : 0])
  see('count', await knex('things').count('* as n'))
  see('sum', await knex('things').sum('money as m').avg('big as a'))
  see('update', await knex('things').where({ big: 2 }).update({ big: 5, words: 'x' }))
  see('delete', await knex('things').where({ big: 5 }).del())
  see('hasTable', [await knex.schema.hasTable('things'), await knex.schema.hasTable('nothing'), await knex.schema.hasColumn('things', 'big')])
  see('columnInfo', Object.keys(await knex('things').columnInfo()).sort())
  see('expression', await knex.select(knex.raw('? + 1 as n', [41])).first())
  see('batch', (await knex.batchInsert('things', [{ big: 10 }, { big: 11 }, { big: 12 }], 2)).length)
  see('is transaction', isPg ? knex.isTransaction : undefined)
  if (isPg) {
    see('returning', await knex('things').insert({ big: 8 }).returning(['big', 'is_on']))
    const several = await knex.raw('select 1 as a; select count(*) as n from things')
    see('several', several.map((one) => [one.command, one.rowCount, one.rows]))
    see('caught', await knex.transaction((trx) => trx.raw('select * from nowhere')).catch((error) => [error.code, error.message.includes('nowhere')]))
    see('after', await knex('things').count())
  } else {
    see('caught', await knex('nowhere').select().catch((error) => [error.code, error.errno]))
    see('several', (await knex.raw('select 1 as a; select count(*) as n from things'))[0])
    see('json', (await knex.raw('select json_object(?, ?, ?, ?) as j', ['n', 5, 't', true]))[0])
    await knex.raw('alter table things add column level int default ?', [3])
  }
  await knex.schema.alterTable('things', (t) => { t.string('added').defaultTo("it's"); t.index(['big']) })
  see('default', await knex('things').orderBy('id').first('added'))
  await knex.seed.run()
  see('seeded', await knex('things').where({ words: 'seed' }).count('* as n'))
  writeFileSync(process.env.SEEN, JSON.stringify(seen, null, 1))
}
exports.down = (knex) => knex.schema.dropTable('things')
`

const knexfile = `module.exports = {
  client: process.env.DB.startsWith('mysql') ? 'mysql2' : 'pg',
  connection: process.env.DB.startsWith('mysql')
    ? { ...Object.fromEntries(['port', 'user', 'password', 'database'].map((key) => [key, part(key)])), host: new URL(process.env.DB).hostname, multipleStatements: true }
    : process.env.DB,
  migrations: { directory: './db' },
  seeds: { directory: './seeds' },
}
function part(key) {
  const url = new URL(process.env.DB)
  if (key === 'database') return url.pathname.slice(1)
  return key === 'user' ? decodeURIComponent(url.username) : key === 'password' ? decodeURIComponent(url.password) : Number(url.port)
}
`

test.each(['PostgreSQL', 'MySQL', 'MariaDB'] as const)(
  'what a migration sees on %s is what it sees under knex, and both agree on what is applied',
  async (server) => {
    const started = await shared[server]()
    await using theirs = await freshDatabase(started)
    await using ours = await freshDatabase(started)
    const made = project({
      'package.json': '{}',
      'knexfile.js': knexfile,
      'db/20260101000000_observe.js': observer,
      'seeds/one.js': "exports.seed = (knex) => knex('things').insert({ words: 'seed' })",
    })
    const seen = (name: string): unknown => JSON.parse(readFileSync(join(made.cwd, name), 'utf8'))
    await made.knex('latest', { DB: theirs.url, SEEN: 'theirs.json' })
    const env = { DB: ours.url, SEEN: 'ours.json' }
    const outcomes = await made.run([{ do: 'apply' }, { do: 'status' }], { url: ours.url, env })
    const id = '20260101000000_observe.js'
    expect(outcomes).toEqual([[id], [[id, 'applied']]])
    expect(seen('ours.json')).toEqual(seen('theirs.json'))

    expect(await made.knex('list', env)).toEqual({ done: [id], pending: [] })
    expect(await made.knex('rollback', env)).toEqual({ done: [], pending: [id] })
    const again = await made.run([{ do: 'status' }, { do: 'apply' }, { do: 'rollback' }], { url: ours.url, env })
    expect(again).toEqual([[[id, 'pending']], [id], [id]])
    expect(await made.knex('list', env)).toEqual({ done: [], pending: [id] })
  },
)
