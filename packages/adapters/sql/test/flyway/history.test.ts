import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Row } from '@slipway/core/plugin'
import { openPlace, servers, type Place } from './flyway-place.ts'

const view = 'CREATE OR REPLACE VIEW ${name} AS SELECT id FROM orders'

const files = {
  'flyway.conf': 'flyway.placeholders.NAME=order_ids\n',
  'db/V1__orders.sql': 'CREATE TABLE orders (id int PRIMARY KEY);\r\n',
  'db/V1_1__second  table.sql': '\uFEFFCREATE TABLE order_lines (id int PRIMARY KEY);\n-- ${name} ä\n',
  'db/later/V20240101.5__.sql': '-- nothing but a comment\nSELECT 1;',
  'db/R__order_view.sql': `${view};\n`,
}

/** What is compared of a row: all but when, and how long. */
const told = ({ installed_on: _at, execution_time: _ms, ...rest }: Row): Row => rest

describe.each(servers)('the history of the real Flyway on %s', (server) => {
  let theirs: Place
  let ours: Place
  beforeAll(async () => {
    theirs = await openPlace(server, files)
    ours = await openPlace(server, files)
    await theirs.succeeds('migrate')
  })
  afterAll(async () => {
    await theirs[Symbol.asyncDispose]()
    await ours[Symbol.asyncDispose]()
  })

  test('is read, and written the same: columns, rows and keys', async () => {
    expect(await ours.read()).toEqual({ exists: false, applied: [], failed: [], notices: [] })
    const context = await ours.load()
    await ours.project.bridge?.prepare(context)
    await ours.project.bridge?.prepare(context)
    for (const { id } of context.migrations) await ours.change('up', id)
    for (const { id } of context.migrations) await ours.change('up', id)

    expect((await ours.rows()).map(told)).toEqual((await theirs.rows()).map(told))
    const [mine, its] = await Promise.all([ours.session.inspect(), theirs.session.inspect()])
    const about = ({ objects }: typeof mine) =>
      Object.fromEntries(Object.entries(objects).filter(([id]) => id.includes('flyway_schema_history')))
    expect(about(mine)).toEqual(about(its))

    const read = await theirs.read()
    expect(read).toMatchObject({ exists: true, failed: [], notices: [] })
    expect(read.applied.map(({ id, edited }) => [id, edited])).toEqual([
      ['V1', false],
      ['V1_1', false],
      ['V20240101.5', false],
      ['R__order_view', false],
    ])
    expect((await ours.read()).applied.map(({ id }) => id)).toEqual(read.applied.map(({ id }) => id))
  })

  // What follows is the same on MariaDB, and every call of Flyway costs two seconds.
  if (server === 'MariaDB') return

  test('is one that Flyway agrees with, whatever is rolled back, edited or run again', async () => {
    expect(await ours.info()).toEqual(['1: Success', '1.1: Success', '20240101.5: Success', 'order view: Success'])

    await ours.change('down', 'R__order_view')
    await ours.change('down', 'R__order_view')
    await ours.change('down', 'V20240101.5')
    await ours.change('down', 'V20240101.5')
    expect(await ours.info()).toEqual(['1: Success', '1.1: Success', '20240101.5: Pending', 'order view: Pending'])
    await ours.session.execute({ text: 'CREATE TABLE orders (id int PRIMARY KEY)' })
    await ours.succeeds('migrate')
    expect((await ours.read()).applied.map(({ id }) => id)).toEqual(['V1', 'V1_1', 'V20240101.5', 'R__order_view'])

    ours.write({
      'db/R__order_view.sql': `${view} WHERE id > 0`,
      'db/V1__orders.sql': 'CREATE TABLE orders (id int PRIMARY KEY) -- a key',
    })
    const edited = (await ours.read()).applied.filter((row) => row.edited)
    expect(edited.map(({ id }) => id)).toEqual(['V1', 'R__order_view'])
    const context = await ours.load()
    const [first] = context.migrations
    if (first !== undefined) await ours.project.bridge?.amend?.(context, first)
    await ours.change('up', 'R__order_view')
    await ours.change('up', 'R__order_view')
    expect((await ours.read()).applied.filter((row) => row.edited)).toEqual([])
    expect((await ours.rows()).map(({ installed_rank }) => installed_rank)).toEqual([1, 2, 3, 4, 5])
    await ours.succeeds('validate')
    expect((await ours.info()).slice(-2)).toEqual(['order view: Superseded', 'order view: Success'])

    await ours.change('down', 'R__order_view')
    await ours.change('down', 'R__order_view')
    expect((await ours.rows()).map(({ installed_rank }) => installed_rank)).toEqual([1, 2, 3, 4])
    expect((await ours.info()).slice(-2)).toEqual(['order view: Outdated', 'order view: Pending'])
  })
})
