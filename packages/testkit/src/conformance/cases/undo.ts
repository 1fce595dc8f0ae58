import assert from 'node:assert/strict'
import { apply, compareSchemas, plan, planRollback, rollback, verify } from '@slipway/core'
import type { Reverse } from '@slipway/core/plugin'
import type { Bench, Place } from '../bench/bench.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, each, refusal } from '../check.ts'
import { everything, migration, openLine } from '../line/open-line.ts'
import type { DdlSpecimen } from '../specimens.ts'

const group = 'undo'

/** How a statement is undone, as the planner or, just before it runs, the executor would find. */
async function reverseOf({ dialect }: Bench, { analyze, session }: Place, text: string): Promise<Reverse> {
  const { reverse } = await analyze(text)
  return reverse.kind === 'at-apply' ? dialect.reverse({ text }, await session.inspect()) : reverse
}

/** Up, down, up, with rows present. */
async function upDownUp(bench: Bench, place: Place, { before, text, reversal }: DdlSpecimen): Promise<void> {
  const { session, run } = place
  if (before.length > 0) await run(...before)
  const was = await session.inspect()
  const ids = Object.keys(was.objects)
  const rows = await session.contentChecksums(ids)
  const reverse = await reverseOf(bench, place, text)
  claim(reverse.kind === 'statements', `its reverse is ${reverse.kind}`)
  claim(reverse.class === reversal, `its reverse is said to be ${reverse.class}`)
  await run(text)
  const is = await session.inspect()
  claim(compareSchemas(was, is).length > 0, 'it changed nothing')
  await run(...reverse.statements)
  assert.deepEqual(compareSchemas(was, await session.inspect()), [], 'undone, the schema is not what it was')
  const after = await session.contentChecksums(ids)
  if (reversal === 'exact' || reversal === 'preserved') {
    assert.deepEqual(after, rows, 'undone, the rows are not what they were')
  } else assert.notDeepEqual(after, rows, `it is said to be ${reversal}, and all rows are there`)
  await run(text)
  assert.deepEqual(compareSchemas(is, await session.inspect()), [], 'done again, the schema is another one')
}

/** Rolling back. */
export const undoCases: readonly ConformanceCase[] = [
  {
    id: 'undo.specimens',
    group,
    title: 'every specimen goes up, down and up again: the schema returns, and the rows where that is claimed',
    needs: [],
    async run(bench) {
      const { fresh, specimens } = bench
      const place = await fresh()
      const reversible = specimens.ddl.filter(({ reversal }) => reversal !== 'none')
      claim(reversible.length > 0, 'no specimen can be undone')
      await each(
        reversible,
        ({ id }) => id,
        (specimen) => upDownUp(bench, place, specimen),
      )
    },
  },
  {
    id: 'undo.impossible',
    group,
    title: 'what cannot be undone alone is refused before anything is changed, and the plan says so',
    needs: [],
    async run({ fresh, specimens }) {
      const place = await fresh()
      await each(
        specimens.ddl.filter(({ reversal }) => reversal === 'none'),
        ({ id }) => id,
        async ({ id, before, text }) => {
          if (before.length > 0) await place.run(...before)
          const workspace = await openLine(place.driver, id, [migration(id, [text])])
          const planned = (await plan(workspace)).plan.content.migrations[0]
          claim(planned?.reversal.class === 'none', `the plan says ${String(planned?.reversal.class)}`)
          await apply(workspace, { allow: everything })
          const is = await place.session.inspect()
          const error = await refusal(
            planRollback(workspace).then((found) => rollback(workspace, { plan: found.plan })),
            'a rollback',
          )
          claim(error.code === 'SW-IRREVERSIBLE', `it is refused with ${error.code}`)
          assert.deepEqual(await place.session.inspect(), is)
        },
      )
    },
  },
  {
    id: 'undo.together',
    group,
    title:
      'through the whole line: all reversible specimens, applied in one batch, are rolled back as one and applied again',
    needs: [],
    async run({ fresh, specimens }) {
      const { driver, session, run } = await fresh()
      const reversible = specimens.ddl.filter(({ reversal }) => reversal !== 'none')
      await run(...reversible.flatMap(({ before }) => before))
      const was = await session.inspect()
      const migrations = reversible.map(({ id, text }) => migration(id, [text]))
      const workspace = await openLine(driver, 'together', migrations)
      const { migrations: applied } = await apply(workspace, { allow: everything })
      assert.equal(applied.length, migrations.length)
      const is = await session.inspect()
      await rollback(workspace)
      assert.deepEqual(compareSchemas(was, await session.inspect()), [], 'undone, the schema is not what it was')
      await apply(workspace, { allow: everything })
      assert.deepEqual(compareSchemas(is, await session.inspect()), [], 'done again, the schema is another one')
      await verify(workspace)
    },
  },
  {
    id: 'undo.failed',
    group,
    title: 'a migration whose last statement fails is undone as one, or each statement that landed is',
    needs: [],
    async run({ fresh, specimens }) {
      const { driver, session, run } = await fresh()
      const some = specimens.ddl.filter(({ reversal }) => reversal === 'exact').slice(0, 4)
      await run(...some.flatMap(({ before }) => before))
      const was = await session.inspect()
      const broken = migration('broken', [...some.map(({ text }) => text), specimens.failing])
      const workspace = await openLine(driver, 'failed', [broken])
      await refusal(apply(workspace, { allow: everything }), 'a migration that fails')
      if (compareSchemas(was, await session.inspect()).length > 0) {
        await rollback(workspace)
      }
      assert.deepEqual(compareSchemas(was, await session.inspect()), [], 'the schema is not what it was')
    },
  },
]
