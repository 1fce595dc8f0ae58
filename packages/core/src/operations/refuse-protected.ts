import { SlipwayError } from '../errors/slipway-error.ts'
import type { Workspace } from '../config/workspace.ts'

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
