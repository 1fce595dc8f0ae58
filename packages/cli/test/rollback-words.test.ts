import type { PlanResult, PlannedMigration, Where } from '@slipway/core'
import { expect, test } from 'vitest'
import { renderRehearsal } from '../src/render/render-rehearsal.ts'
import { renderRolledBack } from '../src/render/render-run.ts'
import { renderRollbackPlan } from '../src/render/render-rollback-plan.ts'
import { plainStyle } from '../src/render/style.ts'

const where = { target: 'staging', server: { flavor: 'postgres', version: '16.14' }, address: 'db:5432/shop' } as Where

function planned(id: string, reversal: Partial<PlannedMigration['reversal']>, down?: readonly string[]): unknown {
  return { id, reversal, record: { ...(down && { down }) } }
}

test('a way back that only its author knows is not proved, an empty one gives nothing back', () => {
  const migrations = [
    planned('code', { class: 'none', by: 'written' }),
    planned('empty', { class: 'none', by: 'written' }, []),
    planned('sql', { class: 'exact', by: 'derived' }),
  ]
  const plan = { plan: { content: { migrations, units: [] } }, where } as unknown as PlanResult
  expect(renderRollbackPlan(plan, plainStyle, false).replaceAll(/ *\n+/g, '\n')).toBe(
    [
      'staging · PostgreSQL 16.14 · db:5432/shop',
      '3 migrations to roll back, newest first:',
      '  code   not proved · the down its author wrote',
      '  empty   none · the down its author wrote',
      '  sql   exact · reverses kept in the journal',
      '',
    ].join('\n'),
  )
})

test('a rollback that waits says at which gate, and how it goes on', () => {
  const gate = { gate: 'quiet', why: 'nobody reads b' }
  const result = { where, status: 'waiting', gate, migrations: [], pending: 0, milliseconds: 10 } as const
  expect(renderRolledBack(result, plainStyle, 'staging')).toBe(
    [
      'waiting at gate quiet: nobody reads b',
      '  0 migrations rolled back so far; the deploy lock is free',
      '  when it may go on: slipway gate quiet --target staging --open --evidence "…"',
      '  then: slipway resume --target staging',
      '',
    ].join('\n'),
  )
})

test('what a failed rehearsal says on several lines stays under its line', () => {
  const said = renderRehearsal(
    {
      where,
      scratch: 'scratch',
      replayed: 0,
      proofs: [],
      failures: [
        {
          code: 'SW-PROOF-FAILED',
          of: 'up',
          migrations: ['a.ts'],
          message: 'the up fails: duplicate key (23505)\n  insert into "users"\nNothing of a.ts is left behind.',
        },
      ],
      skipped: [],
      milliseconds: 10,
    } as never,
    [],
    plainStyle,
  )
  expect(said).toContain(
    [
      '  ✗ a.ts   the up fails: duplicate key (23505)   SW-PROOF-FAILED · exit 10',
      '      insert into "users"',
      '      Nothing of a.ts is left behind.',
      '',
    ].join('\n'),
  )
})
