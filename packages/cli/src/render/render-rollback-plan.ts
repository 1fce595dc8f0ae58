import type { PlanResult } from '@slipway/core'
import { stepText } from './plan-lines.ts'
import type { Style } from './style.ts'
import { columns, count, heading, indent, oneLine } from './text.ts'

/** What a rollback is about to do, newest first: shown before it asks. */
export function renderRollbackPlan({ plan, where }: PlanResult, style: Style, verbose: boolean): string {
  const blocks = plan.content.migrations.map((migration) => {
    const steps = plan.content.units.flatMap((unit) =>
      unit.parts.filter((part) => part.migration === migration.id).flatMap((part) => part.steps),
    )
    const down = migration.reversal.by === 'written' ? 'the down its author wrote' : 'reverses kept in the journal'
    const [first] = columns([[style.strong(migration.id), `${migration.reversal.class} · ${down}`]])
    return `  ${first}\n${indent(steps.map((step) => (verbose ? stepText(step) : oneLine(stepText(step)))).join('\n'), 6)}`
  })
  return `${style.strong(heading(where))}\n${count(plan.content.migrations.length, 'migration')} to roll back, newest first:\n${blocks.join('\n')}\n`
}
