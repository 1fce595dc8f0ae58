import type { ReversalClass } from '../contract/dialect.ts'
import type { Migration } from '../contract/migration.ts'
import type { PlannedMigration, PlannedStep } from '../contract/plan.ts'

const RANK: readonly ReversalClass[] = ['exact', 'preserved', 'schema-only', 'none']

/** What a rollback of a migration would give back, as far as it can be claimed without rehearsing. */
export function claimReversal(migration: Migration, steps: readonly PlannedStep[]): PlannedMigration['reversal'] {
  if (migration.down === null) return { class: 'none', by: 'stated', why: 'its author states that it cannot be undone' }
  const loss = dataLoss(steps)
  if (migration.down) {
    const emptyDown = migration.down.length === 0 && steps.some((step) => step.reverse.kind !== 'nothing')
    if (emptyDown) return { class: 'none', by: 'written', why: 'its down is empty although its up changes something' }
    if (steps.some((step) => step.runner === 'code' || step.analysis?.opaque))
      return { class: 'none', by: 'written', why: 'what it does is opaque; a rehearsal can tell' }
    return loss
      ? { class: 'schema-only', by: 'written', why: loss }
      : { class: 'exact', by: 'written', why: 'its author wrote a down' }
  }
  for (const { reverse } of steps) {
    if (reverse.kind === 'impossible') return { class: 'none', by: 'missing', why: reverse.reason }
    if (reverse.kind === 'at-apply')
      return { class: 'none', by: 'derived', why: 'derived when it runs, from the definitions at that moment' }
  }
  const worst = worstClass(steps.flatMap(({ reverse }) => (reverse.kind === 'statements' ? [reverse.class] : [])))
  return { class: loss ? 'schema-only' : worst, by: 'derived', why: loss ?? 'each statement has a known reverse' }
}

/** A whole gives back no more than its worst part. */
export function worstClass(classes: readonly ReversalClass[]): ReversalClass {
  return classes.reduce((worst, one) => (RANK.indexOf(one) > RANK.indexOf(worst) ? one : worst), 'exact')
}

function dataLoss(steps: readonly PlannedStep[]): string | undefined {
  const destroying = steps.find((step) => step.analysis?.data === 'destroys' || step.runner === 'backfill')
  if (destroying) return 'values that were there are not kept'
  const changing = steps.find(
    (step) =>
      step.analysis?.data === 'changes' && step.analysis.hazards.some((hazard) => hazard.code === 'SW-DATA-CHANGE'),
  )
  return changing ? 'values that were there are changed, and not kept' : undefined
}
