import { matchesAny } from '@slipway/core'
import type { Json } from '@slipway/core/plugin'
import type { Knex } from 'knex'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TableSettings } from '../src/bridge/history-table.ts'
import { knexBridge } from '../src/bridge/knex-bridge.ts'
import { change, openPlace, servers, source, type Place } from './bridge-place.ts'

const plain = { tableName: 'knex_migrations' }
const names = ['1_a.js', '2_b.js', '3_c.js', '4_d.js']
const timeouts = {
  lock: 5_000,
  tries: 1,
  retryFor: 5_000,
  lease: 5_000,
  idle: 60_000,
  statement: 0,
  transaction: 0,
  concurrently: 0,
}

const quiet = { warn: () => undefined, error: () => undefined }

describe.each(servers)('knex_migrations on %s', (server) => {
  let place: Place
  beforeEach(async () => {
    place = await openPlace(server)
  })
  afterEach(() => place[Symbol.asyncDispose]())

  const listed = async (made: Knex): Promise<readonly [readonly string[], readonly string[]]> => {
    const [completed, pending] = (await made.migrate.list()) as [{ name: string }[], string[]]
    return [completed.map(({ name }) => name), pending]
  }

  test('knex and Slipway write the same rows, and each undoes what the other did', async () => {
    const bridge = knexBridge(plain)
    const context = place.context(...names)
    expect(await bridge.read(context)).toEqual({ exists: false, applied: [], failed: [], notices: [] })
    const made = place.knex({ migrations: { migrationSource: source(...names) } })
    await made.migrate.up()
    await made.migrate.up()
    for (const id of names.slice(2)) {
      await made.schema.createTable(`t_${id.replaceAll(/\W/g, '_')}`, (columns) => void columns.increments())
      await bridge.write(context, change('up', id, names.slice(2, names.indexOf(id))))
      await bridge.write(context, change('up', id))
    }
    const rows = await made('knex_migrations').select('*').orderBy('id')
    expect(rows.map((row) => ({ ...row, migration_time: row.migration_time instanceof Date }))).toEqual([
      { id: 1, name: '1_a.js', batch: 1, migration_time: true },
      { id: 2, name: '2_b.js', batch: 2, migration_time: true },
      { id: 3, name: '3_c.js', batch: 3, migration_time: true },
      { id: 4, name: '4_d.js', batch: 3, migration_time: true },
    ])
    expect(Math.abs(rows[3].migration_time - rows[1].migration_time)).toBeLessThan(600_000)
    expect(await listed(made)).toEqual([names, []])
    expect(await made.migrate.status()).toBe(0)

    const read = await bridge.read(context)
    expect(read.applied.map(({ id, batch }) => [id, batch])).toEqual([
      ['1_a.js', '1'],
      ['2_b.js', '2'],
      ['3_c.js', '3'],
      ['4_d.js', '3'],
    ])
    expect(read.applied[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(Math.abs(Date.parse(read.applied[0]!.at!) - rows[0].migration_time)).toBeLessThan(1_000)
    expect(read.applied[0]?.raw).toEqual({ id: 1, name: '1_a.js', batch: 1, migration_time: read.applied[0]?.at })
    expect([read.failed, read.notices]).toEqual([[], []])

    expect((await made.migrate.rollback())[1]).toEqual(['4_d.js', '3_c.js'])
    expect((await bridge.read(context)).applied.map(({ id }) => id)).toEqual(names.slice(0, 2))
    await bridge.write(context, change('down', '2_b.js'))
    await bridge.write(context, change('down', '2_b.js'))
    await made.schema.dropTable('t_2_b_js')
    expect(await listed(made)).toEqual([['1_a.js'], names.slice(1)])
    expect((await made.migrate.latest())[1]).toEqual(names.slice(1))
  })

  test('its tables are those that knex makes, wherever the knexfile puts them', async () => {
    const elsewhere =
      server === 'PostgreSQL' ? { tableName: 'Applied "so far"', schemaName: 'own' } : { tableName: 'a`b' }
    for (const settings of [plain, elsewhere] as readonly TableSettings[]) {
      const migrations = settings as Knex.MigratorConfig
      const made = place.knex({ migrations: { ...migrations, migrationSource: source('1_a.js') } })
      if (settings.schemaName !== undefined) await made.raw('CREATE SCHEMA own')
      const bridge = knexBridge(settings)
      const described = async (): Promise<Json> => {
        const { objects } = await place.session.inspect()
        return Object.fromEntries(
          Object.entries(objects).flatMap(([id, { definition }]): [string, Json][] =>
            id.includes(settings.tableName.replaceAll(/["`]/g, '$&$&')) ? [[id, definition]] : [],
          ),
        )
      }
      const { tableName, schemaName } = settings
      const lock = (): Knex.QueryBuilder => {
        const table = made.from(`${tableName}_lock`)
        return schemaName === undefined ? table : table.withSchema(schemaName)
      }
      await made.migrate.list()
      const theirs = { objects: await described(), lock: await lock().select('*') }
      const drop = (): Knex.SchemaBuilder =>
        (schemaName === undefined ? made.schema : made.schema.withSchema(schemaName))
          .dropTable(tableName)
          .dropTable(`${tableName}_lock`)
      await drop()
      await bridge.prepare(place.context())
      await bridge.prepare(place.context())
      expect({ objects: await described(), lock: await lock().select('*') }).toEqual(theirs)
      expect(Object.keys(theirs.objects as object)).not.toEqual([])
      expect(Object.keys(theirs.objects as object).filter((id) => !matchesAny(bridge.objects, id))).toEqual([])
      await bridge.write(place.context('1_a.js'), change('up', '1_a.js'))
      expect(await listed(made)).toEqual([['1_a.js'], []])
      await drop()
    }
  })

  test('many make its tables at once', async () => {
    const sessions = await Promise.all(Array.from({ length: 4 }, () => place.driver.connect()))
    const bridge = knexBridge(plain)
    await Promise.all([
      place
        .knex({ migrations: { migrationSource: source() } })
        .migrate.list()
        .catch(() => undefined),
      ...sessions.map((session) => bridge.prepare({ ...place.context(), session })),
    ])
    await Promise.all(sessions.map((session) => session.close()))
    expect(await bridge.read(place.context())).toMatchObject({ exists: true, applied: [] })
  })

  test('says what knex stumbles over', async () => {
    const bridge = knexBridge(plain)
    const made = place.knex()
    await bridge.prepare(place.context())
    const rows = ['1_a.js', '2_gone.js', '3_c.js', '3_c.js', '5.5_e'].map((name) => ({ name, batch: 1 }))
    await made('knex_migrations').insert(rows)
    await made('knex_migrations_lock').insert({ is_locked: 0 })
    const read = await bridge.read(place.context('1_a.ts', '3_c.js', '5.5_e.ts'))
    expect(read.applied.map(({ id, formerly }) => [id, formerly])).toEqual([
      ['1_a.ts', '1_a.js'],
      ['2_gone.js', undefined],
      ['3_c.js', undefined],
      ['5.5_e.ts', '5.5_e'],
    ])
    expect(read.notices).toMatchInlineSnapshot(`
      [
        "knex_migrations has other file extensions: 1_a.js (now .ts), 5.5_e (now .ts). The same migrations, nothing to do here; knex itself calls its directory corrupt until the rows or a migrationSource say the new names.",
        "knex_migrations lists 2_gone.js, and there is no such file. knex calls its directory corrupt and does nothing until the file is back, or its row has gone (id 2).",
        "knex_migrations has more than one row for 3_c.js; the first one counts.",
        "knex_migrations_lock has 2 rows, so knex can never lock it: knex migrate:unlock leaves one again.",
      ]
    `)
    await made('knex_migrations_lock').del()
    await made('knex_migrations_lock').insert({ is_locked: 1 })
    expect((await bridge.read(place.context('1_a.js'))).notices.at(-1)).toMatch(/^knex_migrations_lock is taken: knex/)

    await bridge.write(place.context('1_a.ts'), change('up', '1_a.ts'))
    await bridge.amend?.(place.context('1_a.ts'), change('up', '1_a.ts').file!)
    await bridge.write(place.context('3_c.js', '3_c.ts'), change('down', '3_c.ts'))
    await bridge.write(place.context('5.5_e.ts'), change('down', '5.5_e.ts'))
    expect(await made('knex_migrations').pluck('name').orderBy('id')).toEqual([
      '1_a.ts',
      '2_gone.js',
      '3_c.js',
      '3_c.js',
    ])
  })

  test('one lock keeps both apart, and only our own is freed', async () => {
    const { lock } = knexBridge(plain)
    const context = place.context()
    await knexBridge(plain).prepare(context)
    const made = place.knex({ migrations: { migrationSource: source('1_a.js') }, log: quiet })
    const held = await lock!.take(context)
    expect(held).toBeDefined()
    expect(await lock!.take(context)).toBeUndefined()
    await expect(made.migrate.latest()).rejects.toThrow('Migration table is already locked')
    expect(await lock!.release(context, held!)).toBe(true)
    expect(await lock!.release(context, held!)).toBe(false)

    const second = await lock!.take(context)
    await made.migrate.forceFreeMigrationsLock()
    await made('knex_migrations_lock').update({ is_locked: 1 })
    expect(await lock!.release(context, second!)).toBe(false)
    expect(await made('knex_migrations_lock').pluck('is_locked')).toEqual([1])
    expect(await lock!.take(context)).toBeUndefined()
    await made('knex_migrations_lock').update({ is_locked: 0 })

    const third = await lock!.take(context)
    await made('knex_migrations_lock').update({ is_locked: 0 })
    const fourth = await lock!.take(context)
    expect(await lock!.release(context, third!)).toBe(false)
    expect(await lock!.release(context, fourth!)).toBe(true)
    expect((await made.migrate.latest())[1]).toEqual(['1_a.js'])
  })

  test('never waits for a knex that holds the lock in its transaction, and names who does', async () => {
    const { lock } = knexBridge(plain)
    const context = place.context()
    await knexBridge(plain).prepare(context)
    const made = place.knex()
    const holder = await made.transaction()
    await holder('knex_migrations_lock').where({ is_locked: 0 }).update({ is_locked: 1 })
    const waiting = made.transaction((trx) =>
      trx('knex_migrations_lock').where({ is_locked: 0 }).update({ is_locked: 1 }),
    )
    const taken = await place.session.transaction((session) => lock!.take({ ...context, session }), { timeouts })
    expect(taken).toBeUndefined()
    await expect
      .poll(async () => {
        const { holders, waiters } = await lock!.sessions(context)
        return [holders.length, waiters.length]
      })
      .toEqual([1, 1])
    await holder.rollback()
    expect(await waiting).toBe(1)
    await expect.poll(() => lock!.sessions(context)).toEqual({ holders: [], waiters: [] })
  })
})

describe('knex_migrations beside a migration that moves the search path', () => {
  test('the row goes where knex looks for it', async () => {
    await using place = await openPlace('PostgreSQL')
    const bridge = knexBridge(plain)
    await bridge.prepare(place.context())
    await place.session.transaction(
      async (session) => {
        await session.execute({ text: 'CREATE SCHEMA app' })
        await session.execute({ text: 'SET LOCAL search_path TO app' })
        await bridge.write({ ...place.context('1_a.js'), session }, change('up', '1_a.js'))
      },
      { timeouts },
    )
    expect(await place.knex()('public.knex_migrations').pluck('name')).toEqual(['1_a.js'])
  })

  test('the search path of the knexfile goes before that of the session', async () => {
    await using place = await openPlace('PostgreSQL')
    await place.session.execute({ text: 'CREATE SCHEMA "Own"' })
    const made = place.knex({ searchPath: ['Own', 'public'], migrations: { migrationSource: source('1_a.js') } })
    await made.migrate.latest()
    const bridge = knexBridge({ ...plain, searchPath: ['Own', 'public'] })
    expect(await bridge.read(place.context('1_a.js'))).toMatchObject({ exists: true, applied: [{ id: '1_a.js' }] })
    expect(await knexBridge(plain).read(place.context('1_a.js'))).toMatchObject({ exists: false })
  })
})
