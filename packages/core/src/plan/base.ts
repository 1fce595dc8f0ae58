import type { ServerFacts } from '../contract/dialect.ts'
import type { Unit, PlanBase } from '../contract/plan.ts'
import type { Sha256 } from '../contract/plugin.ts'
import type { ObjectId, Schema } from '../contract/schema.ts'
import { hashValue, sha256 } from './hash.ts'
import { matchesAny } from './match.ts'

/** Fingerprint of a whole schema; what `ignore` matches does not count. */
export function schemaFingerprint(schema: Schema, ignore: readonly string[] = []): Sha256 {
  const definitions = Object.entries(schema.objects)
    .filter(([id]) => !matchesAny(ignore, id))
    .map(([id, object]) => [id, object.definition])
  return hashValue(definitions)
}

/** Fingerprints of the objects that units touch, as the schema has them before the first unit. */
export function baseObjects(units: readonly Unit[], schema: Schema, ignore: readonly string[]): PlanBase['objects'] {
  const objects = new Map<ObjectId, Sha256 | null>()
  for (const unit of units) {
    for (const step of unit.parts.flatMap((part) => part.steps)) {
      for (const { id, to } of step.analysis?.objects ?? []) {
        for (const object of to === undefined ? [id] : [id, to]) {
          if (!matchesAny(ignore, object)) objects.set(object, fingerprint(schema, object))
        }
      }
    }
  }
  return Object.fromEntries([...objects].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Fingerprint of one object; `null` when it does not exist. */
export function fingerprint(schema: Schema, id: ObjectId): Sha256 | null {
  const object = schema.objects[id]
  return object ? sha256(object.definition) : null
}

/** True when a unit holds a step whose effect cannot be told from its text. */
export function isOpaque(unit: Unit): boolean {
  return unit.parts.some((part) => part.steps.some((step) => step.runner === 'code' || step.analysis?.opaque === true))
}

/** The capabilities that steps rest on, as the server has them. A missing one has failed the plan before. */
export function baseCapabilities(units: readonly Unit[], server: ServerFacts): NonNullable<PlanBase['capabilities']> {
  const needs = units.flatMap((unit) =>
    unit.parts.flatMap((part) => part.steps.flatMap((step) => step.analysis?.needs ?? [])),
  )
  return Object.fromEntries(
    [...new Set(needs)]
      .toSorted()
      .map((need) => [need, server.capabilities?.[need] === 'yes' ? 'yes' : 'unknown'] as const),
  )
}
