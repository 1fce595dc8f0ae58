import { apply, hazards, openGate, resume, rollback, type Plan, type RunResult, type Workspace } from '@slipway/core'

/** In a scratch database nothing can be lost, so no hazard stops. */
const everything = Object.keys(hazards).map((code) => ({ code, reason: 'on a scratch database' }))

const EVIDENCE = 'rehearsal on a scratch database'

/** Applies everything visible. Gates open by themselves. */
export async function applyVisible(workspace: Workspace): Promise<RunResult> {
  return throughGates(workspace, await apply(workspace, { allow: everything }))
}

/**
 * Undoes the last `count` migrations as a rollback would; `onPlan` is told how. Gates open by themselves. Throws
 * `SW-IRREVERSIBLE` when one has no way back.
 */
export async function undoLast(workspace: Workspace, count: number, onPlan: (plan: Plan) => void): Promise<RunResult> {
  return throughGates(workspace, await rollback(workspace, { count, onPlanned: ({ plan }) => onPlan(plan) }))
}

async function throughGates(workspace: Workspace, result: RunResult): Promise<RunResult> {
  if (result.status !== 'waiting' || !result.gate) return result
  await openGate(workspace, { gate: result.gate.gate, evidence: EVIDENCE })
  return throughGates(workspace, await resume(workspace))
}
