import { expect, test } from 'vitest'
import type { StyleName } from '../src/index.ts'
import { project } from './project.ts'

const now = '2026-11-22T10:11:12.345Z'

test('an empty project gets up and undo by date and counter', async () => {
  const { create } = project()
  expect(await create('add status to orders', now, { reason: 'support filters\nby state' })).toEqual([
    {
      path: 'migrations/V20261122_001__add_status_to_orders.sql',
      content: `-- reason: support filters by state

BEGIN;
SET LOCAL lock_timeout = '2s';

-- text stands in for the type you want.
ALTER TABLE orders ADD COLUMN IF NOT EXISTS status text;

COMMIT;
`,
    },
    {
      path: 'migrations/U20261122_001__add_status_to_orders.sql',
      content: `-- reason: undoes add status to orders

BEGIN;
SET LOCAL lock_timeout = '2s';

ALTER TABLE orders DROP COLUMN IF EXISTS status;

COMMIT;
`,
    },
  ])
})

test.each([
  ['V20261122_007__x.sql', 'V20261122_008__go.sql'],
  ['V20251231.007__x.sql', 'V20261122.001__go.sql'],
  ['V20270101_001__x.sql', 'V20270101_002__go.sql'],
  ['V20240115093000__x.sql', 'V20261122101112__go.sql'],
  ['0042__x.sql', '0043__go.sql'],
  ['V1.2.9__x.sql', 'V1.2.10__go.sql'],
  ['V99__x.sql', 'V100__go.sql'],
  ['0042_x.up.sql', '0043_go.up.sql'],
  ['0042_x_up.sql', '0043_go_up.sql'],
  ['V0042.X.up.sql', 'V0043.go.up.sql'],
  ['1510262030_x.up.sql', '1795342272_go.up.sql'],
])('after %s comes %s', async (last, next) => {
  const { create } = project({ [`db/sub/${last}`]: 'SELECT 1' })
  const [file] = await create('go', now, { locations: 'db' })
  expect(file?.path).toBe(`db/sub/${next}`)
})

test.each([
  ['goose', '-- +goose Up\nSELECT 1;', '00001_a.sql', '00002_add_b_to_c.sql'],
  ['dbmate', '-- migrate:up\nSELECT 1;', '20240115093000_a.sql', '20261122101112_add_b_to_c.sql'],
  ['node-pg-migrate', '-- Up Migration\nSELECT 1;', '1705312200000_a-b.sql', '1795342272345_add-b-to-c.sql'],
] as const)('%s gets one file with both parts, its own markers and no BEGIN', async (_style, text, last, next) => {
  const { create, write, load } = project({ [`migrations/${last}`]: text })
  const [file, ...more] = await create('add b to c', now)
  expect(more).toEqual([])
  expect(file?.path).toBe(`migrations/${next}`)
  expect(file?.content).not.toContain('BEGIN')
  write({ [file?.path ?? '']: file?.content ?? '' })
  expect((await load())[1]).toMatchObject({
    title: 'add b to c',
    reason: 'add b to c',
    transaction: 'always',
    up: [{ text: "SET LOCAL lock_timeout = '2s'" }, { text: 'ALTER TABLE c ADD COLUMN IF NOT EXISTS b text' }],
    down: [{}, { text: 'ALTER TABLE c DROP COLUMN IF EXISTS b' }],
  })
})

test.each([
  ['create table customers', 'CREATE TABLE IF NOT EXISTS customers (', 'DROP TABLE IF EXISTS customers;'],
  ['create the order lines table', 'CREATE TABLE IF NOT EXISTS order_lines (', 'DROP TABLE IF EXISTS order_lines;'],
  [
    'add a shipped at column to the orders table',
    'ALTER TABLE orders ADD COLUMN IF NOT EXISTS shipped_at text;',
    'ALTER TABLE orders DROP COLUMN IF EXISTS shipped_at;',
  ],
  [
    'add order to user',
    'ALTER TABLE "user" ADD COLUMN IF NOT EXISTS "order" text;',
    'ALTER TABLE "user" DROP COLUMN IF EXISTS "order";',
  ],
  [
    'add index customer id on shop.orders',
    'CREATE INDEX IF NOT EXISTS orders_customer_id_idx ON shop.orders (customer_id);',
    'DROP INDEX IF EXISTS shop.orders_customer_id_idx;',
  ],
  ['drop note from orders', 'ALTER TABLE orders DROP COLUMN IF EXISTS note;', undefined],
  ['drop table customers', 'DROP TABLE IF EXISTS customers;', undefined],
  ['add foreign key to orders', '-- Write the change here.', undefined],
  ['add customers and orders', '-- Write the change here.', undefined],
  ["x'); DROP TABLE y; --", '-- Write the change here.', undefined],
])('a title that says what it wants gets its statement: %s', async (title, up, down) => {
  const { create, write, load } = project()
  const files = await create(title, now)
  expect(files[0]?.content).toContain(`\n${up}\n`.replace(/\(\n$/, '(\n'))
  expect(files[1]?.content.includes(`\n${down}\n`)).toBe(down === undefined ? undefined : true)
  expect(files.some(({ content }) => /^CREATE .*CONCURRENTLY/m.test(content))).toBe(false)
  write(Object.fromEntries(files.map(({ path, content }) => [path, content])))
  expect(await load()).toHaveLength(1)
})

test('a repeatable is one file, in Flyway style only', async () => {
  const { create } = project()
  expect(await create('order views', now, { repeatable: true })).toMatchObject([
    { path: 'migrations/R__order_views.sql' },
  ])
  const style: StyleName = 'goose'
  await expect(create('order views', now, { repeatable: true, style })).rejects.toMatchObject({
    code: 'SW-UNSUPPORTED',
  })
})

test('a title without a word is refused', async () => {
  await expect(project().create(' -- ', now)).rejects.toMatchObject({ code: 'SW-USAGE' })
})
