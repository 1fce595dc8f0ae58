import assert from 'node:assert/strict'
import type { Analysis } from '@slipway/core/plugin'
import type { ConformanceCase } from '../conformance-case.ts'
import type { AnalyzeCase } from '../specimens.ts'
import { claim, each } from '../check.ts'

function said(analysis: Analysis, expect: AnalyzeCase['expect']): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(expect).map((key) => {
      if (key === 'hazards') return [key, analysis.hazards.map(({ code }) => code).toSorted()]
      if (key === 'reverse') return [key, analysis.reverse.kind]
      return [key, analysis[key as keyof Analysis]]
    }),
  )
}

/** What the planner is told of a statement. */
export const analyzeCases: readonly ConformanceCase[] = [
  {
    id: 'analyze.golden',
    group: 'analyze',
    title: 'verb, objects, transaction, recovery, hazards and reverse are as stated',
    needs: [],
    async run({ analyze, specimens }) {
      claim(specimens.analyze.length > 0, 'the subject has no statement')
      await each(
        specimens.analyze,
        ({ text }) => text,
        async ({ text, expect }) => assert.deepEqual(said(await analyze(text), expect), expect),
      )
    },
  },
  {
    id: 'analyze.specimens',
    group: 'analyze',
    title: 'of each specimen it says what the subject claims',
    needs: [],
    async run({ analyze, specimens }) {
      claim(specimens.ddl.length > 0, 'the subject has no specimen')
      await each(
        specimens.ddl,
        ({ id }) => id,
        async ({ text, verb, transaction, recovery }) => {
          const found = await analyze(text)
          assert.deepEqual(
            { verb: found.verb, transaction: found.transaction, recovery: found.recovery },
            { verb, transaction, recovery },
          )
        },
      )
    },
  },
  {
    id: 'analyze.data',
    group: 'analyze',
    title: 'a change of rows is one, and shares the transaction of its journal entry where that is claimed',
    needs: [],
    async run({ analyze, specimens, subject }) {
      const { transaction, recovery, data } = await analyze(specimens.increment('counted'))
      claim(data === 'changes', `an increment is said to do ${data} to rows`)
      if (subject.claims.transactions) {
        claim(transaction === 'inside', `an increment is said to run ${transaction}`)
        claim(recovery === 'atomic', `an increment is said to recover as ${recovery}`)
      } else {
        claim(recovery === 'unknowable', `without transactions an increment is said to recover as ${recovery}`)
      }
    },
  },
  {
    id: 'analyze.json',
    group: 'analyze',
    title: 'an analysis survives a JSON round trip, and the same text gives the same one',
    needs: [],
    async run({ analyze, specimens }) {
      await each(
        [...specimens.ddl.map(({ text }) => text), ...specimens.analyze.map(({ text }) => text)],
        (text) => text,
        async (text) => {
          const found = await analyze(text)
          assert.deepEqual(JSON.parse(JSON.stringify(found)), found)
          assert.deepEqual(await analyze(text), found)
        },
      )
    },
  },
]
