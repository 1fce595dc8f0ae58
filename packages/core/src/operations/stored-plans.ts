import type { Plan } from '../contract/plan.ts'
import type { RunHistory } from '../history/history.ts'
import type { Deploy } from './deploy.ts'
import type { Workspace } from './workspace.ts'

/** The plan that a run was begun with, kept beside the journal until it ends. */
export async function storedPlan(
  workspace: Workspace,
  { session }: Pick<Deploy, 'session'>,
  run: RunHistory,
): Promise<Plan | undefined> {
  const stored = await workspace.driver.checkpoints(session, workspace.project).read(`plan:${run.run}`)
  return stored === undefined ? undefined : (stored as unknown as Plan)
}

/** The plans of all runs in one status. */
export async function storedPlans(
  workspace: Workspace,
  locked: Deploy,
  status: RunHistory['status'],
): Promise<readonly Plan[]> {
  const plans: Plan[] = []
  for (const run of locked.history.runs.values()) {
    if (run.status !== status) continue
    const plan = await storedPlan(workspace, locked, run)
    if (plan) plans.push(plan)
  }
  return plans
}
