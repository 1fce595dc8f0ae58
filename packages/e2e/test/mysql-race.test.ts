import { freshDatabase, sharedMariadb, sharedMysql } from '@slipway/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mysqlConfig } from '../src/mysql/stage.ts'
import { mysqlQuery } from '../src/mysql/query.ts'
import { makeProject, type Project } from '../src/project.ts'
import { gather, type Crowd } from '../src/race/crowd.ts'
import type { Order } from '../src/race/worker.ts'

const files = {
  'V1__one.sql': 'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL);\nINSERT INTO t (n) VALUES (0);\n',
  'V2__two.sql': 'UPDATE t SET n = n + 1 WHERE n >= 0;\n',
  'V3__three.sql': 'CREATE INDEX t_n ON t (n);\n',
  'V4__four.sql': 'INSERT INTO t (n) SELECT n * 10 FROM t;\n',
}
const all = ['V1', 'V2', 'V3', 'V4']

let crowd: Crowd
let project: Project

beforeAll(async () => {
  project = await makeProject(files, mysqlConfig)
  crowd = await gather(8)
})
afterAll(async () => {
  await crowd?.[Symbol.asyncDispose]()
  await project?.[Symbol.asyncDispose]()
})

type Way = Omit<Order, 'start' | 'project' | 'url'>
const plain: Way = { lease: true, clock: 0, dies: false }

describe.each([
  ['MySQL 8.0', () => sharedMysql('8.0')],
  ['MariaDB 10.11', () => sharedMariadb('10.11')],
] as const)('eight processes on %s, exactly one applies', (_name, shared) => {
  async function round(way: (index: number) => Way): Promise<void> {
    await using database = await freshDatabase(await shared())
    const reports = await crowd.race((index) => ({ ...way(index), project: project.dir, url: database.url }))
    const living = reports.filter((report) => report !== undefined)
    expect(living.flatMap(({ error }) => error ?? [])).toEqual([])
    // What can only be so when each migration took effect exactly once.
    expect(await mysqlQuery(database.url, 'SELECT n FROM t ORDER BY n')).toEqual([{ n: 1 }, { n: 10 }])
    const applied = living.flatMap((report) => report.applied).toSorted()
    const orderly = living.length === reports.length && way(0).lease
    expect(applied).toEqual(orderly ? all : [...new Set(applied)])
  }

  test('with the deploy lock', async () => {
    for (let count = 0; count < 5; count += 1) await round(() => plain)
  })

  test('with the deploy lock switched off', async () => {
    for (let count = 0; count < 5; count += 1) await round(() => ({ ...plain, lease: false }))
  })

  test('with clocks an hour off, either way, and the holder killed after its first migration', async () => {
    const hour = 3_600_000
    await round((index) => ({ lease: true, clock: index % 2 === 0 ? hour : -hour, dies: index < 2 }))
  })
})
