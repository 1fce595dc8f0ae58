import { expect, test } from 'vitest'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { rehearse } from '../src/index.ts'
import { project } from './project.ts'

const server = await sharedPostgres(15)

// The second file's down undoes the first one's work too: a change cut into fragments.
const fragments = {
  V1: { up: 'CREATE TABLE orders (id int PRIMARY KEY);', down: 'DROP TABLE orders;' },
  V2: { up: 'ALTER TABLE orders ADD COLUMN a int;', down: '' },
  V3: { up: 'ALTER TABLE orders ADD COLUMN b int;', down: 'ALTER TABLE orders DROP COLUMN a, DROP COLUMN b;' },
}

test('a fragment fails alone, and is said to return with its neighbors', async () => {
  await using database = await freshDatabase(server)
  const report = await rehearse(await project(postgres({ url: database.url }), fragments), {
    migrations: ['V2', 'V3'],
  })
  expect(report.failures.map(({ of, migrations, returnsTogether }) => [of, ...migrations, returnsTogether])).toEqual([
    ['left-behind', 'V2', true],
    ['second-up-failed', 'V2', true],
    ['not-restored', 'V3', true],
  ])
  expect(report.proofs.map(({ migrations }) => migrations.map(({ id }) => id))).toEqual([['V2', 'V3']])
})

test('fragments are judged together only, when asked to', async () => {
  await using database = await freshDatabase(server)
  const workspace = await project(postgres({ url: database.url }), fragments)
  const report = await rehearse(workspace, { migrations: ['V2', 'V3'], batch: true })
  expect(report.failures).toEqual([])
  expect(report.proofs.map(({ class: proved, migrations }) => [proved, ...migrations.map(({ id }) => id)])).toEqual([
    ['exact', 'V2', 'V3'],
  ])
})

test('what returns alone may fail together', async () => {
  await using database = await freshDatabase(server)
  const driver = postgres({ url: database.url })
  const workspace = await project(driver, {
    V1: { up: 'CREATE TABLE orders (id int);', down: 'DROP TABLE orders;' },
    V2: { up: 'CREATE VIEW recent AS SELECT id FROM orders;', down: 'DROP VIEW recent;' },
    V3: {
      up: 'DROP VIEW recent;\nDROP TABLE orders;',
      down: 'CREATE TABLE orders (id int);\nCREATE VIEW recent AS SELECT id FROM orders;',
      allow: ['SW-DATA-LOSS'],
    },
  })
  const report = await rehearse(workspace)
  expect(report.failures).toEqual([])
  expect(report.proofs.map(({ class: proved, migrations }) => [proved, migrations.length])).toEqual([
    ['exact', 1],
    ['exact', 1],
    ['schema-only', 1],
    ['exact', 3],
  ])
})

test('a migration after a defective one is judged as if that were not', async () => {
  await using database = await freshDatabase(server)
  const workspace = await project(postgres({ url: database.url }), {
    V1: { up: 'CREATE TABLE t (a int NOT NULL);\nINSERT INTO t VALUES (1), (2);', down: 'DROP TABLE t;' },
    V2: { up: 'DELETE FROM t WHERE a = 2;', down: '', allow: ['SW-DATA-LOSS'] },
    V3: { up: 'DROP TABLE t;', down: 'CREATE TABLE t (a int);' },
    V4: { up: 'CREATE TABLE u (a int);', down: 'DROP TABLE u;' },
  })
  const report = await rehearse(workspace)
  expect(
    report.failures
      .filter(({ migrations }) => migrations.length === 1)
      .map(({ of, object, migrations }) => [of, object, ...migrations]),
  ).toEqual([
    ['differs', 'column:public.t.a', 'V3'],
    ['data', 'table:public.t', 'V3'],
  ])
  expect(report.failures.find(({ of }) => of === 'data')).toMatchObject({ before: '1 row', after: '0 rows' })
  expect(report.proofs.map(({ class: proved, migrations }) => [proved, ...migrations.map(({ id }) => id)])).toEqual([
    ['exact', 'V1'],
    ['schema-only', 'V2'],
    ['exact', 'V4'],
    ['exact', 'V1', 'V2', 'V3', 'V4'],
  ])
})

test('gates stand open in a rehearsal', async () => {
  await using database = await freshDatabase(server)
  const workspace = await project(postgres({ url: database.url }), {
    V1: { up: 'CREATE TABLE orders (id int);', down: 'DROP TABLE orders;' },
    V2: {
      up: 'ALTER TABLE orders ADD COLUMN a int;\nALTER TABLE orders ADD COLUMN b int;',
      gate: 'traffic moved',
      down: 'ALTER TABLE orders DROP COLUMN b, DROP COLUMN a;',
    },
    V3: { up: 'CREATE INDEX orders_a ON orders (a);', down: 'DROP INDEX orders_a;' },
  })
  const report = await rehearse(workspace)
  expect(report.failures).toEqual([])
  expect(report.proofs.map(({ class: proved }) => proved)).toEqual(['exact', 'exact', 'exact', 'exact'])
  const upon = await rehearse(workspace, { migrations: ['V3'] })
  expect([upon.failures, upon.replayed]).toEqual([[], 2])
})
