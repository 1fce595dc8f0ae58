import { SlipwayError } from '../errors/slipway-error.ts'
import { applyLocked } from './apply.ts'
import { deploy, readAgain } from './deploy.ts'
import type { RunResult } from './results.ts'
import { undo, undoPlan } from './rollback.ts'
import type { Workspace } from '../config/workspace.ts'

/** Undoes the last migration with the text that was applied, and applies its file as it is now. Refused on a protected target. */
export async function redo(workspace: Workspace): Promise<RunResult> {
  refuseProtected(workspace, 'redo')
  const began = workspace.environment.monotonic()
  return deploy(workspace, async (locked) => {
    const plan = await undoPlan(workspace, locked, { count: 1 })
    const [last] = plan.content.migrations
    if (!last)
      throw new SlipwayError('SW-USAGE', 'Nothing is applied, so there is nothing to redo.', {
        hint: 'Apply what is pending:\n  slipway apply',
      })
    if (!locked.migrations.some((migration) => migration.id === last.id)) {
      throw new SlipwayError('SW-MISSING', `${last.id} has no file any more. Nothing was changed.`, {
        hint: 'Undo it:\n  slipway rollback --missing',
        details: { migration: last.id },
      })
    }
    await undo(workspace, locked, plan, began)
    return applyLocked(workspace, await readAgain(workspace, locked), { to: last.id }, began)
  })
}

/** Throws `SW-PROTECTED` for what only makes sense while developing. */
export function refuseProtected(workspace: Workspace, what: string): void {
  if (!workspace.protected) return
  throw new SlipwayError(
    'SW-PROTECTED',
    `${what} is refused: target "${workspace.target}" is protected. Nothing was changed.`,
    {
      hint: `Protection is "protected: true" of the target in slipway.config.ts. Bring the change about with a new migration:\n  slipway new "..."`,
      details: { target: workspace.target },
    },
  )
}
