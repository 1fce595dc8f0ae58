import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import { deploy } from './deploy.ts'
import { ownEntry } from './own-entry.ts'
import type { Where } from './results.ts'
import type { Workspace } from '../config/workspace.ts'

/** Opens the gate that a run waits at, with the evidence that it may. The run goes on with `resume`. */
export async function openGate(
  workspace: Workspace,
  options: { readonly gate: string; readonly evidence: string },
): Promise<{ readonly where: Where; readonly run: string }> {
  return deploy(workspace, async (locked) => {
    const waiting = [...locked.history.runs.values()].filter((run) => run.status === 'waiting')
    const run = waiting.find((candidate) => candidate.gate === options.gate)
    const { gate, evidence } = options
    if (!run) {
      const opened = ownEntry(workspace, locked, 'gate-opened', (own) => own.gate === gate && own.evidence === evidence)
      if (opened) return { where: locked.where, run: opened.run }
      const gates = waiting.map((candidate) => candidate.gate ?? '')
      throw new SlipwayError('SW-USAGE', `No run waits at gate "${options.gate}". Nothing was changed.`, {
        hint:
          gates.length > 0 ? `Runs wait at: ${gates.join(', ')}` : 'No run waits at any gate. See:\n  slipway status',
        details: { gate: options.gate, gates },
      })
    }
    await append(locked, [{ type: 'gate-opened', run: run.run, gate: options.gate, evidence: options.evidence }])
    return { where: locked.where, run: run.run }
  })
}
