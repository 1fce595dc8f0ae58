import type { Plan } from '../contract/plan.ts'
import { afterChange } from '../errors/after-change.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { isPartial } from '../history/history.ts'
import { applyLocked } from './apply.ts'
import { deploy, readAgain, type Deploy } from './deploy.ts'
import { endedSince } from './ended-since.ts'
import { refuseProtected } from './refuse-protected.ts'
import type { RunResult } from './results.ts'
import { appliedBefore } from './run-result.ts'
import { attemptOf, runOf, undo, undoPlan, type Attempt } from './undo.ts'
import type { Workspace } from '../config/workspace.ts'

/** The migration to redo, and the life it had when that was decided. */
interface Chosen {
  readonly id: string
  readonly generation: number
}

/** Undoes the last migration with the text that was applied, and applies its file as it is now. Refused on a protected target. */
export async function redo(workspace: Workspace): Promise<RunResult> {
  refuseProtected(workspace, 'redo')
  const { monotonic } = workspace.environment
  const began = monotonic()
  // Decided once: when an answer is lost halfway, the last migration is another one by then.
  let first: { readonly chosen: Chosen; readonly attempt: Attempt } | undefined
  return deploy(workspace, async (locked) => {
    if (first) {
      const ended = endedSince(workspace, locked, first.attempt.seq, 'applied')
      if (ended) return appliedBefore(locked, ended, monotonic() - began)
      await undoRest(workspace, locked, first.attempt.plan, first.chosen, began)
    } else {
      const plan = await undoPlan(workspace, locked, { count: 1 })
      first = { chosen: choice(locked, plan), attempt: attemptOf(plan, locked) }
      await undo(workspace, locked, plan, began)
    }
    const { id } = first.chosen
    try {
      return await applyLocked(workspace, await readAgain(workspace, locked), { to: id }, began)
    } catch (error) {
      throw undoneOnly(id, error)
    }
  })
}

/** Undoes what is left of the life that was chosen, as the run that was begun for it where that is open. */
async function undoRest(
  workspace: Workspace,
  locked: Deploy,
  plan: Plan,
  { id, generation }: Chosen,
  began: number,
): Promise<void> {
  const own = runOf(plan, locked)
  if (own) return void (await undo(workspace, locked, plan, began, { resumes: own }))
  const past = locked.history.migrations.get(id)
  if (!past?.applied || past.generation !== generation) return
  const rest = await undoPlan(workspace, locked, isPartial(past) ? {} : { count: 1 })
  await undo(workspace, locked, rest, began)
}

function choice({ migrations, history }: Deploy, plan: Plan): Chosen {
  const [last] = plan.content.migrations
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
