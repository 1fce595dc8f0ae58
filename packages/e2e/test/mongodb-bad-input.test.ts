import { describeError, type ErrorCode } from '@slipway/core'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slipway } from '../src/child.ts'
import { badCases, ground, pending, type BadCase, type Ground } from '../src/mongodb/bad-cases.ts'
import { mongodbJournalRows, mongodbSnapshot } from '../src/mongodb/snapshot.ts'
import { mongodbConfig } from '../src/mongodb/stage.ts'
import { makeProject } from '../src/project.ts'

let database: FreshDatabase
let standalone: FreshDatabase
let three: FreshDatabase
let at: Ground

beforeAll(async () => {
  database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  standalone = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 0 }))
  three = await freshDatabase(await sharedMongodb({ version: '6.0', nodes: 3 }))
  await using project = await makeProject(ground, mongodbConfig)
  const { code, stderr } = await slipway(['apply'], { cwd: project.dir, env: { DATABASE_URL: database.url } })
  if (code !== 0) throw new Error(stderr)
  at = {
    url: database.url,
    standalone: standalone.url,
    async secondary() {
      await using client = new MongoClient(three.url)
      const hello = await client.db().command({ hello: 1 })
      const other = (hello['hosts'] as string[]).find((host) => host !== hello['primary']) ?? ''
      return three.url.replace(/@[^/]+/, `@${other}`).replace(/replicaSet=[^&]+/, 'directConnection=true')
    },
    async user(name, roles) {
      await using admin = new MongoClient(database.url)
      await admin.db().command({ createUser: name, pwd: 'of the user', roles, writeConcern: { w: 'majority' } })
      return database.url
        .replace(/\/\/[^@]+@/, `//${name}:${encodeURIComponent('of the user')}@`)
        .replace('authSource=admin', `authSource=${database.name}`)
    },
  }
})
afterAll(async () => {
  await using client = new MongoClient(database.url)
  await client.db().command({ dropAllUsersFromDatabase: 1 })
  await Promise.all([database, standalone, three].map((each) => each.drop()))
})

async function state(bad: BadCase): Promise<unknown> {
  const rows = await mongodbJournalRows(database.url)
  const ofFailure = /"type":"(?:run-started|run-ended|intent|absent)"/
  return {
    schema: await mongodbSnapshot(database.url),
    journal: bad.recordsFailure === true ? rows.filter((row) => !ofFailure.test(row)) : rows,
  }
}

test.each(badCases)('$id: $code, exit $exit, a way out, and nothing changed', async (bad) => {
  await using project = await makeProject({ ...ground, ...pending, ...bad.files }, mongodbConfig)
  const before = await state(bad)
  const url = (await bad.url?.(at)) ?? at.url
  const ended = await slipway(['apply'], { cwd: project.dir, env: { DATABASE_URL: url } })
  const said = ended.stdout + ended.stderr
  expect(said).toContain(bad.code)
  expect(ended.code).toBe(bad.exit)
  expect(describeError(bad.code as ErrorCode).exit).toBe(bad.exit)
  for (const text of bad.says) expect(said).toMatch(text)
  for (const secret of ['canary', 'of the user', encodeURIComponent('of the user')]) expect(said).not.toContain(secret)
  expect(await state(bad)).toEqual(before)
})
