import { describeError, type ErrorCode } from '@slipway/core'
import { startPostgres, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BadCase, Ground } from '../src/bad/bad-case.ts'
import { badCases, ground, pending } from '../src/bad/bad-cases.ts'
import { slipway, startSlipway } from '../src/child.ts'
import { makeProject } from '../src/project.ts'
import { query } from '../src/query.ts'
import { startReplica, type Replica } from '../src/replica.ts'
import { journalRows, snapshot } from '../src/snapshot.ts'

let server: PostgresServer
let replica: Replica

const inDatabase = (name: string): string => {
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return url.href
}

beforeAll(async () => {
  server = await startPostgres({ version: 15, smallDisk: 4 })
  await query(server.url, 'CREATE DATABASE ground')
  await using project = await makeProject(ground)
  const { code, stderr } = await slipway(['apply'], { cwd: project.dir, env: { DATABASE_URL: inDatabase('ground') } })
  if (code !== 0) throw new Error(stderr)
  await query(server.url, 'CREATE DATABASE watched TEMPLATE ground')
  replica = await startReplica(server)
  await query(server.url, `CREATE TABLESPACE tiny LOCATION '${server.smallDisk}'`)
})
afterAll(async () => {
  await replica?.[Symbol.asyncDispose]()
  await server?.stop()
})

async function state(url: string, bad: BadCase): Promise<unknown> {
  const rows = await journalRows(url)
  const kept = bad.recordsFailure ? rows.filter((row) => !/"type":"run-(started|ended)"/.test(row)) : rows
  return { schema: await snapshot(url), journal: kept }
}

test.each(badCases)('$id: $code, exit $exit, a way out, and nothing changed', async (bad) => {
  const name = bad.id.replaceAll(/\W/g, '_')
  await query(server.url, `CREATE DATABASE ${name} TEMPLATE ground`)
  const url = inDatabase(name)
  await using project = await makeProject({ ...ground, ...pending })
  const options = (to = url): Parameters<typeof slipway>[1] => ({ cwd: project.dir, env: { DATABASE_URL: to } })
  const at: Ground = {
    server,
    url,
    replica: replica.of(inDatabase('watched')),
    project,
    slipway: (argv, to) => slipway(argv, options(to)),
    start: (argv, to) => startSlipway(argv, options(to)),
    sql: async (text) => void (await query(url, text)),
  }
  const target = (await bad.spoil(at)) ?? url
  const before = await state(url, bad)
  const argv = bad.argv ?? ['apply']
  const ended = await slipway(argv, options(target))
  const said = ended.stdout + ended.stderr
  expect(said).toContain(bad.code)
  expect(ended.code).toBe(bad.exit)
  expect(describeError(bad.code as ErrorCode).exit).toBe(bad.exit)
  for (const text of bad.says) expect(said).toMatch(text)
  expect(await state(url, bad)).toEqual(before)
})
