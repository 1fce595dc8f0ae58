import { z } from 'zod'

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
/** What a plan file has to look like before anything in it is believed. */
export const planShape: z.ZodType = z.looseObject({
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
