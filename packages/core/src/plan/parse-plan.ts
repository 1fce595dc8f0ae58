import { z } from 'zod'
import type { Plan } from '../contract/plan.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { hashValue } from './hash.ts'
import { planHash } from './seal.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const part = z.looseObject({
  migration: z.string(),
  part: z.number().int().min(0),
  steps: z.array(
    z.looseObject({
      runner: z.string(),
      step: z.looseObject({ kind: z.string() }),
      reverse: z.looseObject({ kind: z.string() }),
      hash,
    }),
  ),
  settings: z.array(z.string()),
  completes: z.boolean(),
})
const schema = z.looseObject({
  format: z.literal(1),
  content: z.looseObject({
    direction: z.enum(['up', 'down']),
    dialect: z.string(),
    migrations: z.array(z.looseObject({ id: z.string(), record: z.looseObject({ checksum: z.string() }) })),
    units: z.array(
      z.looseObject({
        transactional: z.boolean(),
        recovery: z.string(),
        parts: z.array(part),
      }),
    ),
    timeouts: z.record(z.string(), z.number()),
  }),
  base: z.looseObject({
    target: z.looseObject({ dialect: z.string(), server: z.string(), database: z.string(), project: z.string() }),
    applied: z.array(z.looseObject({ id: z.string(), checksum: z.string() })),
    objects: z.record(z.string(), hash.nullable()),
  }),
  observed: z.looseObject({}),
  contentHash: hash,
  hash,
})

/** Reads a plan file. Throws `SW-PLAN-EDITED` when it is not what `slipway plan` wrote, to the byte that counts. */
export function parsePlan(text: string, file: string): Plan {
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
  const plan = value as Plan
  if (hashValue(plan.content) !== plan.contentHash || planHash(plan) !== plan.hash)
    throw refuse(file, 'its hash does not match its content')
  return plan
}

function refuse(file: string, why: string, cause?: unknown): SlipwayError {
  return new SlipwayError('SW-PLAN-EDITED', `${file} is not a plan as Slipway wrote it: ${why}. Nothing was changed.`, {
    hint: `Plans are not edited by hand; change the migration and plan again:\n  slipway plan --out ${file}`,
    cause,
    details: { file },
  })
}
