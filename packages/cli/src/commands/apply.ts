import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plan, ProofLookup, Workspace } from '@slipway/core'
import type { Command, CommandContext } from '../command.ts'
import { isOn, textOf } from '../flags.ts'
import { growOnce } from '../set-engine.ts'
import { withWorkspace } from '../with-workspace.ts'
import { releaseName } from '../release/release-name.ts'
import { allowances, allowOption, releaseOption } from './shared-options.ts'

async function readPlan(context: CommandContext): Promise<Plan | undefined> {
  const [file] = context.parameters
  if (file === undefined) return undefined
  const { parsePlan, SlipwayError } = await import('@slipway/core')
  const text = textOfFile(resolve(context.io.cwd, file))
  if (text !== undefined) return parsePlan(text, file)
  throw new SlipwayError('SW-USAGE', `There is no plan file ${file}. Nothing was changed.`, {
    hint: `slipway plan --out ${file}\nslipway apply          applies without a plan file`,
  })
}

/** Read at once: nothing else goes on yet, and a plan may be so long that its bytes should not stay beside its text. */
function textOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Proofs of the project, for what is about to be applied together. */
export async function proofsFor(
  workspace: Workspace,
  planned: Plan | undefined,
  to: string | undefined,
): Promise<ProofLookup> {
  const core = await import('@slipway/core')
  const { proofLookup } = await import('@slipway/rehearsal')
  const { where, plan } = await core.plan(workspace, to === undefined ? {} : { to })
  const ids = new Set((planned ?? plan).content.migrations.map(({ id }) => id))
  const together = (await core.loadMigrations(workspace)).filter(({ id }) => ids.has(id))
  return proofLookup(workspace.environment.cwd, where.server, together)
}

export const apply: Command = {
  name: 'apply',
  aliases: ['migrate', 'up', 'deploy', 'update'],
  group: 'Everyday',
  summary: 'apply what is pending, or exactly what a plan file says; never asks',
  parameters: '[PLAN.json]',
  most: 1,
  options: [
    { name: 'to', value: 'ID', summary: 'apply up to this migration' },
    allowOption,
    { name: 'require-proof', summary: 'refuse migrations whose rollback was not proved (slipway rehearse)' },
    releaseOption,
  ],
  examples: [
    { command: 'slipway apply', effect: 'everything that is pending' },
    { command: 'slipway apply plan.json --require-proof', effect: 'a reviewed plan, every rollback proved' },
    { command: 'slipway apply --release shop', effect: 'one release over several stores' },
    { command: 'slipway apply --allow SW-DATA-LOSS="exported"', effect: 'accept one hazard for this run' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const { flags } = context
    const release = await releaseName(context, ['allow', 'require-proof'])
    if (release !== undefined) return (await import('../release/apply-release.ts')).applyRelease(context, release)
    const allow = await allowances(flags)
    const to = textOf(flags, 'to')
    const planned = await readPlan(context)
    if (planned === undefined) await growOnce()
    const result = await withWorkspace(
      context,
      async ({ workspace }) => {
        const proofs = isOn(flags, 'require-proof') ? await proofsFor(workspace, planned, to) : undefined
        return core.apply(workspace, {
          allow,
          ...(to === undefined ? {} : { to }),
          ...(planned === undefined ? {} : { plan: planned }),
          ...(proofs === undefined ? {} : { requireProof: proofs }),
        })
      },
      'progress',
    )
    const { renderApplied } = await import('../render/render-run.ts')
    return {
      result,
      exit: result.status === 'waiting' ? 12 : 0,
      stream: 'stderr',
      pretty: (style) => renderApplied(result, style, textOf(flags, 'target')),
    }
  },
}
