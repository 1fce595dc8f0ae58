import { freshDatabase, isFullRun, sharedPostgres } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject, type Project } from '../src/project.ts'
import { query } from '../src/query.ts'
import { gather, type Crowd } from '../src/race/crowd.ts'
import type { Order } from '../src/race/worker.ts'

const size = 16
/** An ordinary run has other tests to get to. */
const rounds = isFullRun(process.env) ? 50 : 20
const files = {
  'V1__one.sql': 'CREATE TABLE t (n int NOT NULL);\nINSERT INTO t VALUES (0);\n',
  'V2__two.sql': 'UPDATE t SET n = n + 1 WHERE n >= 0;\n',
  'V3__three.sql': 'CREATE INDEX CONCURRENTLY t_n ON t (n);\n',
  'V4__four.sql': 'INSERT INTO t SELECT n * 10 FROM t;\n',
}
const all = ['V1', 'V2', 'V3', 'V4']
/** What can only be so when each migration took effect exactly once. */
const once = [{ n: 1 }, { n: 10 }]

let crowd: Crowd
let project: Project

beforeAll(async () => {
  project = await makeProject(files)
  crowd = await gather(size)
})
afterAll(async () => {
  await crowd?.[Symbol.asyncDispose]()
  await project?.[Symbol.asyncDispose]()
})

type Way = Omit<Order, 'start' | 'project' | 'url'>
const plain: Way = { lease: true, clock: 0, dies: false }

async function round(way: (index: number) => Way): Promise<void> {
  await using database = await freshDatabase(await sharedPostgres(15))
  const reports = await crowd.race((index) => ({ ...way(index), project: project.dir, url: database.url }))
  const living = reports.filter((report) => report !== undefined)
  expect(living.flatMap(({ error }) => error ?? [])).toEqual([])
  expect(await query(database.url, 'SELECT n FROM t ORDER BY n')).toEqual(once)
  const index = `SELECT indisvalid FROM pg_index WHERE indexrelid = 't_n'::regclass`
  expect(await query(database.url, index)).toEqual([{ indisvalid: true }])
  const applied = living.flatMap(({ applied }) => applied).toSorted()
  // Without the lock a process may meet its rivals' entries, read again, and find its own work done.
  const orderly = living.length === reports.length && way(0).lease
  expect(applied).toEqual(orderly ? all : [...new Set(applied)])
}

test(`sixteen processes apply together, ${rounds} times`, async () => {
  for (let count = 0; count < rounds; count += 1) await round(() => plain)
})

test('and with the deploy lock switched off', async () => {
  for (let count = 0; count < rounds; count += 1) await round(() => ({ ...plain, lease: false }))
})

test('and with the holder killed after its first migration', async () => {
  for (let count = 0; count < 10; count += 1) await round((index) => ({ ...plain, dies: index < 3 }))
})

test('and with clocks an hour off, either way', async () => {
  const hour = 3_600_000
  for (let count = 0; count < 10; count += 1) {
    await round((index) => ({ ...plain, clock: index % 3 === 0 ? hour : index % 3 === 1 ? -hour : 0 }))
  }
})
