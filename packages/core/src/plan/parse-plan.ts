import type { Plan } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { planHashes } from './seal.ts'

/** Reads a plan file. Throws `SW-PLAN-EDITED` when it is not what `slipway plan` wrote, to the byte that counts. */
export async function parsePlan(text: string, file: string): Promise<Plan> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw refuse(file, 'it is not JSON', cause)
  }
  // Most commands read no plan, and should not wait for a validator.
  const { misshapen } = await import('./plan-shape.ts')
  const wrong = misshapen(value)
  if (wrong) throw refuse(file, `${wrong.path || 'it'}: ${wrong.message}`)
  const plan = value as Plan
  const { contentHash, hash: whole } = planHashes(plan)
  if (contentHash !== plan.contentHash || whole !== plan.hash) throw refuse(file, 'its hash does not match its content')
  return plan
}

function refuse(file: string, why: string, cause?: unknown): SlipwayError {
  return new SlipwayError('SW-PLAN-EDITED', `${file} is not a plan as Slipway wrote it: ${why}. Nothing was changed.`, {
    hint: `Plans are not edited by hand; change the migration and plan again:\n  slipway plan --out ${file}`,
    cause,
    details: { file },
  })
}
