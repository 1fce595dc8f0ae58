import type { Plan } from '../contract/plan.ts'
import { afterChange } from '../errors/after-change.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { isPartial } from '../history/history.ts'
import { applyLocked } from './apply.ts'
import { deploy, readAgain, type Deploy } from './deploy.ts'
import { refuseProtected } from './refuse-protected.ts'
import type { RunResult } from './results.ts'
import { undo, undoPlan } from './undo.ts'
import type { Workspace } from '../config/workspace.ts'

/** The migration to redo, and the life it had when that was decided. */
interface Chosen {
  readonly id: string
  readonly generation: number
}

/** Undoes the last migration with the text that was applied, and applies its file as it is now. Refused on a protected target. */
export async function redo(workspace: Workspace): Promise<RunResult> {
  refuseProtected(workspace, 'redo')
  const began = workspace.environment.monotonic()
  // Decided once: when an answer is lost halfway, the last migration is another one by then.
  let chosen: Chosen | undefined
  return deploy(workspace, async (locked) => {
    const plan = await planUndo(workspace, locked, chosen)
    chosen ??= choice(locked, plan)
    if (plan) await undo(workspace, locked, plan, began)
    try {
      return await applyLocked(workspace, await readAgain(workspace, locked), { to: chosen.id }, began)
    } catch (error) {
      throw undoneOnly(chosen.id, error)
    }
  })
}

/** What is to be undone: the last migration, or what is left of the one chosen before. */
async function planUndo(workspace: Workspace, locked: Deploy, chosen: Chosen | undefined): Promise<Plan | undefined> {
  if (!chosen) return undoPlan(workspace, locked, { count: 1 })
  const past = locked.history.migrations.get(chosen.id)
  if (!past?.applied || past.generation !== chosen.generation) return undefined
  return undoPlan(workspace, locked, isPartial(past) ? {} : { count: 1 })
}

function choice({ migrations, history }: Deploy, plan: Plan | undefined): Chosen {
  const last = plan?.content.migrations[0]
  if (!last)
    throw new SlipwayError('SW-USAGE', 'Nothing is applied, so there is nothing to redo.', {
      hint: 'Apply what is pending:\n  slipway apply',
    })
  if (!migrations.some((migration) => migration.id === last.id)) {
    throw new SlipwayError('SW-MISSING', `${last.id} has no file any more. Nothing was changed.`, {
      hint: 'Undo it:\n  slipway rollback --missing',
      details: { migration: last.id },
    })
  }
  return { id: last.id, generation: history.migrations.get(last.id)?.generation ?? 0 }
}

/** What is refused now changes nothing more, and yet something was changed. */
function undoneOnly(id: string, error: unknown): unknown {
  const kind = failureKind(error)
  if (!(error instanceof SlipwayError) || kind === 'answer-lost' || kind === 'journal-conflict') return error
  return afterChange(error, `What changed before that: ${id} was rolled back. It is not applied as a whole.`)
}
