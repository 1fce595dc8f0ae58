import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ReleasePlan } from '@slipway/core'
import type { Answer, CommandContext } from '../command.ts'
import { proofsFor } from '../commands/apply.ts'
import { allowances } from '../commands/shared-options.ts'
import { isOn } from '../flags.ts'
import { releaseAnswer } from './release-answer.ts'
import { withRelease } from './with-release.ts'

/** `slipway apply --release NAME [release.json]`. */
export async function applyRelease(context: CommandContext, name: string): Promise<Answer> {
  const core = await import('@slipway/core')
  const allow = await allowances(context.flags)
  const plan = await readReleasePlan(context, name)
  const result = await withRelease(
    context,
    name,
    (release) =>
      core.applyRelease(release, {
        allow,
        ...(plan === undefined ? {} : { plan }),
        ...(isOn(context.flags, 'require-proof')
          ? { requireProof: (store) => proofsFor(store, plannedFor(plan, store.target), undefined) }
          : {}),
      }),
    'progress',
  )
  return releaseAnswer(result)
}

function plannedFor(plan: ReleasePlan | undefined, target: string) {
  return plan?.participants.find((participant) => participant.target === target)?.plan
}

async function readReleasePlan(context: CommandContext, name: string): Promise<ReleasePlan | undefined> {
  const [file] = context.parameters
  if (file === undefined) return undefined
  const { parseReleasePlan, SlipwayError } = await import('@slipway/core')
  const text = await readFile(resolve(context.io.cwd, file), 'utf8').catch(() => undefined)
  if (text !== undefined) return parseReleasePlan(text, file)
  throw new SlipwayError('SW-USAGE', `There is no plan file ${file}. Nothing was changed.`, {
    hint: `slipway plan --release ${name} --out ${file}\nslipway apply --release ${name}    applies without a plan file`,
  })
}
