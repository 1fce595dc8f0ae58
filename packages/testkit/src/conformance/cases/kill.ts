import assert from 'node:assert/strict'
import { apply, compareSchemas, fold, planRollback, rollback, settle, verify } from '@slipway/core'
import type { Migration, SessionIdentity } from '@slipway/core/plugin'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Place } from '../bench/bench.ts'
import type { Point } from '../child/order.ts'
import { startChild } from '../child/start-child.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, each, until } from '../check.ts'
import { everything, migration, openLine } from '../line/open-line.ts'
import type { DdlSpecimen, Specimens } from '../specimens.ts'
import { chain, landed } from '../values.ts'

const group = 'kill'

async function untilGone({ driver, session }: Place, identity: SessionIdentity | undefined): Promise<void> {
  if (identity === undefined) return
  await until('the end of a session whose client was killed', async () => {
    return (await driver.alive(session, identity)) === undefined
  })
}

/** Up to three changes of the schema that an interruption can catch apart from their entries, else any three. */
function schemaSteps({ ddl }: Specimens): readonly DdlSpecimen[] {
  const exact = ddl.filter(({ reversal, recovery }) => reversal === 'exact' && recovery !== 'unknowable')
  const outside = exact.filter(({ transaction }) => transaction === 'outside')
  return [...outside, ...exact.filter((one) => !outside.includes(one))].slice(0, 3)
}

/** Where a run is killed that makes a change: while it does, and between that and its entries. */
function pointsOf(id: string, transaction: DdlSpecimen['transaction']): readonly Point[] {
  const execute = { call: 'execute', match: [`${id} up`] } as const
  const append = (type: string) => ({ call: 'append', match: [`"type":"${type}"`, `"migration":"${id}"`] }) as const
  if (transaction === 'outside') {
    return [
      { ...append('intent'), when: 'after' },
      { ...execute, when: 'during' },
      { ...append('landed'), when: 'before' },
    ]
  }
  return [
    { ...execute, when: 'before' },
    { ...execute, when: 'after' },
    { call: 'transaction', match: [`"migration":"${id}"`], when: 'after' },
  ]
}

/** Kills a child at a point, takes its lock away and leaves the database to recovery. */
async function strike(
  bench: Bench,
  place: Place,
  project: string,
  migrations: readonly Migration[],
  point: Point,
): Promise<void> {
  const child = await startChild(bench, place, { kind: 'apply', project, migrations, point })
  const { identity } = await child.says('reached')
  if (point.when === 'during') await sleep(10)
  await child.signal('SIGKILL')
  await place.driver.breakLease(place.session, project)
  await untilGone(place, identity)
}

/** A client that dies. */
export const killCases: readonly ConformanceCase[] = [
  {
    id: 'kill.open-transaction',
    group,
    title: 'killed with a transaction open: nothing of it stays',
    needs: ['process', 'transactions'],
    async run(bench) {
      const { driver, session, project, counter, total, specimens } = bench
      const name = await counter(2)
      await driver.journal(session, project).prepare()
      const texts = [specimens.increment(name)]
      const entries = chain(project, [landed(0)])
      const child = await startChild(bench, bench, { kind: 'transaction', texts, entries, stand: true })
      const { identity } = await child.says('reached')
      await child.signal('SIGKILL')
      await untilGone(bench, identity)
      await until('the end of its transaction', async () => (await total(name)) === 3)
      assert.deepEqual(await driver.journal(session, project).read(), [])
    },
  },
  {
    id: 'kill.statement',
    group,
    title: 'killed in the middle of a statement: its effect and its entry are both there, or neither',
    needs: ['process', 'transactions'],
    async run(bench) {
      const { driver, session, project, counter, total, specimens } = bench
      const name = await counter(2)
      await driver.journal(session, project).prepare()
      const texts = [specimens.increment(name), specimens.slowIncrement(name, 1_000)]
      const entries = chain(project, [landed(0)])
      const child = await startChild(bench, bench, { kind: 'transaction', texts, entries, stand: false })
      const { identity } = await child.says('reached')
      await sleep(200)
      await child.signal('SIGKILL')
      await untilGone(bench, identity)
      const then = await total(name)
      const written = (await driver.journal(session, project).read()).length
      claim(
        (then === 3 && written === 0) || (then === 6 && written === 1),
        `the total is ${then}, and there are ${written} entries`,
      )
    },
  },
  {
    id: 'kill.data',
    group,
    title: 'a run of n = n + 1, killed at each point and taken up again, counts every one of them once',
    needs: ['process', 'transactions'],
    async run(bench) {
      const { driver, session, specimens, counter, total } = bench
      const execute = { call: 'execute', match: ['second up'] } as const
      const transaction = { call: 'transaction', match: ['"migration":"second"'] } as const
      const points: readonly Point[] = [
        { ...transaction, when: 'before' },
        { ...execute, when: 'before' },
        { ...execute, when: 'during' },
        { ...execute, when: 'after' },
        { ...transaction, when: 'after' },
      ]
      await each(
        points.map((point, at) => ({ ...point, at })),
        ({ call, when }) => `${when} ${call}`,
        async ({ at, ...point }) => {
          const name = await counter(2)
          const migrations = [
            migration('first', [specimens.increment(name)]),
            migration('second', [specimens.slowIncrement(name, 100)]),
            migration('third', [specimens.increment(name)]),
          ]
          const project = `kill-data-${at}`
          await strike(bench, bench, project, migrations, point)
          const workspace = await openLine(driver, project, migrations)
          await apply(workspace, { allow: everything })
          assert.equal(await total(name), 8, 'something was lost or repeated')
          fold(await driver.journal(session, project).read())
          await verify(workspace)
        },
      )
    },
  },
  {
    id: 'kill.schema',
    group,
    title: 'changes of the schema, killed at each point of the second and taken up again, are each made once',
    needs: ['process'],
    async run(bench) {
      const steps = schemaSteps(bench.specimens)
      const [, struck] = steps
      claim(struck !== undefined, 'there are no two specimens that can be undone')
      const migrations = steps.map(({ id, text }) => migration(id, [text]))
      const whole = await bench.fresh()
      await whole.run(...steps.flatMap(({ before }) => before), ...steps.map(({ text }) => text))
      const end = await whole.session.inspect()
      await each(
        pointsOf(struck.id, struck.transaction),
        ({ call, when }) => `${when} ${call}`,
        async (point) => {
          const place = await bench.fresh()
          await place.run(...steps.flatMap(({ before }) => before))
          await strike(bench, place, 'kill', migrations, point)
          const workspace = await openLine(place.driver, 'kill', migrations)
          await apply(workspace, { allow: everything })
          assert.deepEqual(compareSchemas(end, await place.session.inspect()), [])
          await verify(workspace)
        },
      )
    },
  },
  {
    id: 'kill.compensate',
    group,
    title: 'the same, rolled back instead of taken up: the schema is what it was',
    needs: ['process'],
    async run(bench) {
      const steps = schemaSteps(bench.specimens)
      const [, struck] = steps
      claim(struck !== undefined, 'there are no two specimens that can be undone')
      const whole = migration(
        'whole',
        steps.map(({ text }) => text),
      )
      const place = await bench.fresh()
      await place.run(...steps.flatMap(({ before }) => before))
      const was = await place.session.inspect()
      const part = struck.transaction === 'outside' ? 1 : 0
      await strike(bench, place, 'kill', [whole], { call: 'execute', match: [`whole up 0.${part}`], when: 'after' })
      const workspace = await openLine(place.driver, 'kill', [whole])
      if (compareSchemas(was, await place.session.inspect()).length > 0) {
        await settle(workspace)
        await rollback(workspace, { plan: (await planRollback(workspace)).plan })
      }
      assert.deepEqual(compareSchemas(was, await place.session.inspect()), [])
      await apply(workspace, { allow: everything })
      await verify(workspace)
    },
  },
]
