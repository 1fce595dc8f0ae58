import type { EntryBody, NewEntry } from '../contract/journal.ts'
import type { Part, Plan, Unit } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { landedStep } from '../execute/execution.ts'
import { unitKey, type History } from '../history/history.ts'
import { ledger } from '../history/ledger.ts'
import { reading } from './reading.ts'
import type { Workspace } from '../config/workspace.ts'

/**
 * A plan as a script for the server's own client, journal rows included. It refuses to run over another history than the
 * one it was written for. Throws `SW-UNSUPPORTED` for gates and code, which no script can hold.
 */
export async function planScript(workspace: Workspace, plan: Plan): Promise<string> {
  const write = workspace.driver.script
  if (!write) throw unsupported(`The ${workspace.driver.name} driver writes no scripts`)
  const bridged = workspace.adapters.find(({ bridge }) => bridge)
  if (bridged?.bridge) throw unsupported(`A script would leave the history table of ${bridged.bridge.name} as it is`)
  if (plan.content.units.length === 0) return '-- Nothing to do.\n'
  const { history } = await reading(workspace, async (found) => found)
  const batch = history.batch + 1
  const run = `script-${plan.hash.slice(0, 12)}-${history.seq}`
  const book = ledger(history, workspace.project, 'a script')
  const written: NewEntry[] = []
  const next = (bodies: readonly EntryBody[]): readonly NewEntry[] => {
    const entries = book.next(bodies, written)
    written.push(...entries)
    return entries
  }
  const { direction } = plan.content
  const migrations = plan.content.migrations.map(({ id }) => id)
  const head = next([{ type: 'run-started', run, batch, direction, plan: plan.hash, migrations, allowed: [] }])
  const units = plan.content.units.map((unit) => next(unit.parts.map((part) => landed(plan, history, run, unit, part))))
  const status = direction === 'up' ? 'applied' : 'reverted'
  const tail = next([{ type: 'run-ended', run, status, milliseconds: 0 }])
  return write({ plan, project: workspace.project, after: history.seq, head, units, tail })
}

function landed(plan: Plan, history: History, run: string, unit: Unit, part: Part): EntryBody {
  const other = part.steps.find((step) => step.runner !== 'statement')
  if (other) throw unsupported(`${part.migration} has a ${other.runner} step, which no script can hold`)
  const planned = plan.content.migrations.find(({ id }) => id === part.migration)
  if (!planned) throw new SlipwayError('SW-INTERNAL', `The plan has a unit of ${part.migration} and does not list it.`)
  const { direction } = plan.content
  return {
    type: 'landed',
    run,
    key: unitKey(history.migrations.get(part.migration), part.migration, direction, part.part),
    checksum: planned.record.checksum,
    steps: part.steps.map((step) => landedStep(step, direction === 'up' ? step.reverse : { kind: 'nothing' })),
    ...(part.completes && { completes: planned.record }),
    how: unit.transactional ? 'committed' : 'answered',
  }
}

function unsupported(why: string): SlipwayError {
  return new SlipwayError('SW-UNSUPPORTED', `${why}. Nothing was changed.`, {
    hint: 'Let Slipway run it:\n  slipway apply',
  })
}
