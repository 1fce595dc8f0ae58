import { freshDatabase, startMongodb, type MongodbServer } from '@slipway/testkit'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slipway, startSlipway, type Ended } from '../src/child.ts'
import type { Mutant } from '../src/kill/play.ts'
import { mongodbConfig } from '../src/mongodb/stage.ts'
import { mutated } from '../src/mutants.ts'
import { makeProject, type Files } from '../src/project.ts'

const steps = [1, 2, 3, 4, 5, 6]
/** Numbers that are counted up, and an index after each time: what runs twice shows in the numbers. */
const files: Files = Object.fromEntries(
  steps.map((step) => [
    `V${step}__step.json`,
    [
      { update: 't', updates: [{ q: {}, u: { $inc: { n: 1 } }, multi: true }] },
      { insert: 'log', documents: [{ step }] },
      { createIndexes: 't', indexes: [{ key: { [`k${step}`]: 1, text: 1 }, name: `k${step}` }] },
    ]
      .map((command) => `${JSON.stringify(command)}\n`)
      .join(''),
  ]),
)

let server: MongodbServer

beforeAll(async () => {
  server = await startMongodb({ version: '6.0', nodes: 3 })
})
afterAll(() => server?.stop())

/** Three processes are let go together; on demand the primary steps down under whichever is at work. */
async function race(
  failover: boolean,
  driver: Mutant = {},
): Promise<{
  readonly ended: readonly Ended[]
  /** What a further apply says, which has nothing to do unless all three stopped. */
  readonly last: string
  readonly numbers: readonly unknown[]
  readonly steps: readonly unknown[]
  readonly indexes: number
}> {
  await using database = await freshDatabase(server)
  await using project = await makeProject(files, { ...mongodbConfig, ...driver })
  await using client = new MongoClient(database.url)
  await client
    .db()
    .collection('t')
    .insertMany(
      Array.from({ length: 500 }, (_, n) => ({ n: 0, text: `${n}` })),
      { writeConcern: { w: 'majority' } },
    )
  const children = steps
    .slice(0, 3)
    .map(() => startSlipway(['apply'], { cwd: project.dir, env: { DATABASE_URL: database.url } }))
  if (failover) {
    await Promise.any(children.map((child) => child.says(/V2/)))
    await server.stepDown()
  }
  const ended = await Promise.all(children.map((child) => child.ended))
  const last = await slipway(['apply'], { cwd: project.dir, env: { DATABASE_URL: database.url } })
  return {
    ended,
    last: last.code === 0 ? 'done' : `${last.stdout}${last.stderr}`,
    numbers: await client.db().collection('t').distinct('n'),
    steps: (await client.db().collection('log').find().sort({ step: 1 }).toArray()).map(
      (found) => found['step'] as unknown,
    ),
    indexes: (await client.db().collection('t').indexes()).length,
  }
}

test('three processes, and the primary steps down under them: each migration takes effect once', async () => {
  for (let round = 0; round < 2; round += 1) {
    const { ended, ...found } = await race(true)
    // An election may take longer than a process asks again: it then says so, and may be started again.
    const gaveUp = ended.filter(({ code }) => code !== 0)
    for (const { stderr } of gaveUp)
      expect(stderr).toMatch(/SW-(CONNECT|LOCKED|LEASE-LOST|INTERRUPTED|PARTIAL|NOT-PRIMARY)\b/)
    expect(found).toEqual({ last: 'done', numbers: [steps.length], steps, indexes: steps.length + 1 })
    // Who applied what says so once: one of them all, or two where the first lost its primary on the way.
    const told = ended.flatMap(({ stderr }) => [...stderr.matchAll(/✓ (V\d)__step/g)].map(([, id]) => id))
    expect(new Set(told).size).toBe(told.length)
  }
})

test('with the deploy lock switched off, the unique keys of the journal hold', async () => {
  const { last, numbers, steps: done } = await race(false, mutated('unlocked', mongodbConfig))
  expect({ last, numbers, done }).toEqual({ last: 'done', numbers: [steps.length], done: steps })
})
