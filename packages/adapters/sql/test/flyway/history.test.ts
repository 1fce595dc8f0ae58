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
})
