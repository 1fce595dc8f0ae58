import { z } from 'zod'
import { SlipwayError } from '../errors/slipway-error.ts'
import { parsePlan } from '../plan/parse-plan.ts'
import { releaseHash, type ReleasePlan } from './release-plan.ts'

const schema = z.looseObject({
  format: z.literal(1),
  release: z.string(),
  coordinator: z.string(),
  forwardAfter: z.number().int().min(0),
  participants: z.array(z.looseObject({ target: z.string(), plan: z.looseObject({}) })).min(1),
  hash: z.string(),
})

/** Reads the file of a release plan. Throws `SW-PLAN-EDITED` when it is not what `slipway plan --release` wrote. */
export function parseReleasePlan(text: string, file: string): ReleasePlan {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw refuse(file, 'it is not JSON', cause)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refuse(file, issue ? `${issue.path.join('.') || 'it'}: ${issue.message}` : 'it has another shape')
  }
  const plan = value as ReleasePlan
  for (const participant of plan.participants) parsePlan(JSON.stringify(participant.plan), file)
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
