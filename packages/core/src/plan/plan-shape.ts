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
const migration = z.looseObject({ id: z.string(), record: z.looseObject({ checksum: z.string() }) })
const unit = z.looseObject({ transactional: z.boolean(), recovery: z.string(), parts: z.array(part) })

/** The plan but for its lists. */
const whole = z.looseObject({
  format: z.literal(1),
  content: z.looseObject({
    direction: z.enum(['up', 'down']),
    dialect: z.string(),
    migrations: z.array(z.unknown()),
    units: z.array(z.unknown()),
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

/** What is wrong with a value, and where: `content.units.0.parts`. */
export interface Misshapen {
  readonly path: string
  readonly message: string
}

/**
 * What a plan file has to look like before anything in it is believed; `undefined` when it does. Migrations and units are
 * looked at one by one, since a validator copies what it looks at.
 */
export function misshapen(value: unknown): Misshapen | undefined {
  const found = wrong(whole, value, [])
  if (found) return found
  const { content } = value as { content: Record<'migrations' | 'units', readonly unknown[]> }
  for (const [index, each] of content.migrations.entries()) {
    const bad = wrong(migration, each, ['content', 'migrations', index])
    if (bad) return bad
  }
  for (const [index, each] of content.units.entries()) {
    const bad = wrong(unit, each, ['content', 'units', index])
    if (bad) return bad
  }
  return undefined
}

function wrong(shape: z.ZodType, value: unknown, at: readonly PropertyKey[]): Misshapen | undefined {
  const [issue] = shape.safeParse(value).error?.issues ?? []
  return issue && { path: [...at, ...issue.path].join('.'), message: issue.message }
}
