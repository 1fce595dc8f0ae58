import type { PlanResult } from '@slipway/core'
import { shareOf } from './by-migration.ts'
import { stepText } from './plan-lines.ts'
import type { Style } from './style.ts'
import { columns, count, heading, indent, oneLine } from './text.ts'

/** What a rollback is about to do, newest first: shown before it asks. */
export function renderRollbackPlan({ plan, where }: PlanResult, style: Style, verbose: boolean): string {
  const blocks = plan.content.migrations.map((migration) => {
    const { steps } = shareOf(plan, migration.id)
    const { class: claim, by } = migration.reversal
    const down = by === 'written' ? 'the down its author wrote' : 'reverses kept in the journal'
    // What code gives back is not told by its text, which is not to say that it gives nothing back.
    const untold = claim === 'none' && by === 'written' && migration.record.down?.length !== 0
    const [first] = columns([[style.strong(migration.id), `${untold ? 'not proved' : claim} · ${down}`]])
    return `  ${first}\n${indent(steps.map((step) => (verbose ? stepText(step) : oneLine(stepText(step)))).join('\n'), 6)}`
  })
  return `${style.strong(heading(where))}\n${count(plan.content.migrations.length, 'migration')} to roll back, newest first:\n${blocks.join('\n')}\n`
}
