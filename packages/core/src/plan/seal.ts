import type { Plan, PlanBase, PlanContent, PlannedMigration, Unit } from '../contract/plan.ts'
import type { Direction } from '../contract/journal.ts'
import type { PlanInput } from './plan-input.ts'
import { baseCapabilities, baseObjects, isOpaque, schemaFingerprint } from './base.ts'
import { putCanonicalJson } from './canonical-json.ts'
import { hashing } from './hash.ts'

/** Adds base and hashes to what would run. Sizes are observed afterwards: they are under neither hash. */
export function seal(
  input: PlanInput,
  direction: Direction,
  migrations: readonly PlannedMigration[],
  units: readonly Unit[],
): Plan {
  const content: PlanContent = { direction, dialect: input.target.dialect, migrations, units, timeouts: input.timeouts }
  const capabilities = baseCapabilities(units, input.server)
  const base: PlanBase = {
    target: input.target,
    applied: appliedList(input.history),
    objects: baseObjects(units, input.schema, input.ignore),
    ...(units.some(isOpaque) && { schema: schemaFingerprint(input.schema, input.ignore) }),
    ...(Object.keys(capabilities).length > 0 && { capabilities }),
  }
  const observed = { server: `${input.server.flavor} ${input.server.version}`, rows: {}, bytes: {} }
  return { format: 1, content, base, observed, ...planHashes({ content, base }) }
}

/** The hash over content, and the one over content and base: the content is written out once for both. */
export function planHashes({ content, base }: Pick<Plan, 'content' | 'base'>): Pick<Plan, 'contentHash' | 'hash'> {
  const own = hashing()
  const whole = hashing()
  whole.put('{"base":')
  putCanonicalJson(base, whole.put)
  whole.put(',"content":')
  putCanonicalJson(content, (piece) => {
    own.put(piece)
    whole.put(piece)
  })
  whole.put('}')
  return { contentHash: own.digest(), hash: whole.digest() }
}

function appliedList(history: PlanInput['history']): PlanBase['applied'] {
  return [...history.migrations.values()]
    .filter((migration) => migration.applied)
    .map((migration) => ({ id: migration.id, checksum: migration.record?.checksum ?? '' }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
