import type { Plan } from '../contract/plan.ts'
import type { RunHistory } from '../history/history.ts'
import type { Deploy } from './deploy.ts'
import { keptPlan } from './kept-plan.ts'
import type { Workspace } from '../config/workspace.ts'

/** The plans of all runs in one status. */
export async function storedPlans(
  workspace: Workspace,
  locked: Deploy,
  status: RunHistory['status'],
): Promise<readonly Plan[]> {
  const plans: Plan[] = []
  for (const run of locked.history.runs.values()) {
    if (run.status !== status) continue
    const plan = await keptPlan(workspace, locked.session, run.run).read()
    if (plan) plans.push(plan)
  }
  return plans
}
