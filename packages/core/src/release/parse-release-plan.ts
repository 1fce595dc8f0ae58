import { SlipwayError } from '../errors/slipway-error.ts'
import { parsePlan } from '../plan/parse-plan.ts'
import { releaseHash, type ReleasePlan } from './release-plan.ts'

/** Reads the file of a release plan. Throws `SW-PLAN-EDITED` when it is not what `slipway plan --release` wrote. */
export async function parseReleasePlan(text: string, file: string): Promise<ReleasePlan> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw refuse(file, 'it is not JSON', cause)
  }
  const { releasePlanShape } = await import('./release-plan-shape.ts')
  const parsed = releasePlanShape.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refuse(file, issue ? `${issue.path.join('.') || 'it'}: ${issue.message}` : 'it has another shape')
  }
  const plan = value as ReleasePlan
  for (const participant of plan.participants) await parsePlan(JSON.stringify(participant.plan), file)
  if (releaseHash(plan) !== plan.hash) throw refuse(file, 'its hash does not match its content')
  return plan
}

function refuse(file: string, why: string, cause?: unknown): SlipwayError {
  return new SlipwayError(
    'SW-PLAN-EDITED',
    `${file} is not a release plan as Slipway wrote it: ${why}. Nothing was changed.`,
    {
      hint: `Plans are not edited by hand; change the migrations and plan again:\n  slipway plan --release NAME --out ${file}`,
      cause,
      details: { file },
    },
  )
}
