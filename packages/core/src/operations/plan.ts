import type { RunAllowance } from '../plan/hazards.ts'
import { planPending, planResult } from './planning.ts'
import { reading } from './reading.ts'
import type { PlanResult } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** How much to plan, and what is accepted. */
export interface PlanOptions {
  /** The last migration to plan. Default: all that are pending. */
  readonly to?: string
  readonly allow?: readonly RunAllowance[]
}

/** Plans what is pending. Writes nothing, and works with a read-only role. */
export async function plan(workspace: Workspace, options: PlanOptions = {}): Promise<PlanResult> {
  return reading(
    workspace,
    async (found) => planResult(found, await planPending(workspace, found, options.to), options.allow),
    { outline: true },
  )
}
