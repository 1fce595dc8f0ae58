import type { Analysis } from '../contract/dialect.ts'
import type { Migration } from '../contract/migration.ts'
import type { Plan, PlannedMigration, Unit } from '../contract/plan.ts'
import { firstLine } from '../errors/first-line.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { stepsOf, type MigrationHistory } from '../history/history.ts'
import { cut, type CutPart } from './cut.ts'
import { lower } from './lower.ts'
import type { PlanInput } from './plan-input.ts'
import { recordOf } from './record-of.ts'
import { claimReversal } from './reversal.ts'
import { seal } from './seal.ts'

/** Plans migrations forward, given in order. */
export function planUp(input: PlanInput, pending: readonly Migration[]): Plan {
  const preceding: Analysis[] = []
  const planned: PlannedMigration[] = []
  const units: Unit[] = []
  for (const migration of pending) {
    const steps = lower(
      migration.up,
      input.dialect,
      { server: input.server, schema: input.schema },
      preceding,
      input.runners,
    )
    const reversal = claimReversal(migration, steps)
    planned.push({
      id: migration.id,
      location: migration.location,
      record: recordOf(migration, reversal.class),
      ...(migration.reason !== undefined && { reason: migration.reason }),
      requires: migration.requires,
      allow: [
        ...migration.allow,
        ...migration.up.flatMap((step) => (step.kind === 'statement' ? (step.allow ?? []) : [])),
      ],
      reversal,
    })
    const parts = cut(migration.id, migration.transaction, steps, input.server)
    for (const { part, ...how } of remaining(migration, parts, input.history.migrations.get(migration.id))) {
      units.push({ ...how, parts: [part] })
    }
  }
  const whole = pending.every(({ transaction }) => transaction === 'batch') ? inOne(units) : units
  return seal(input, 'up', planned, whole)
}

/** One unit of all, where every one of them can share a transaction: what frameworks that run a batch in one do. */
function inOne(units: readonly Unit[]): readonly Unit[] {
  const whole = units.every(({ transactional, because }) => transactional && because === undefined)
  if (!whole || units.length < 2) return units
  const parts = units.flatMap((unit) => unit.parts)
  return parts.every(({ part, completes }) => part === 0 && completes)
    ? [{ transactional: true, recovery: 'atomic', parts }]
    : units
}

/** The parts that have not landed. What landed must stand unchanged at the head of the file. */
function remaining(
  migration: Migration,
  parts: readonly CutPart[],
  past: MigrationHistory | undefined,
): readonly CutPart[] {
  if (!past || past.applied || past.landed.length === 0) return parts
  past.landed.forEach((landed, index) => {
    const steps = parts[index]?.part.steps ?? []
    const ran = stepsOf(landed)
    const changed = ran.findIndex((step, position) => steps[position]?.hash !== step.hash)
    if (changed === -1 && steps.length === ran.length) return
    const text = ran[Math.max(changed, 0)]?.text ?? ''
    throw new SlipwayError(
      'SW-EDITED',
      `${migration.location.file} was edited in a part that took effect already: ${firstLine(text)}`,
      {
        hint: `Put that statement back as it ran (later ones may change) and run:\n  slipway resume\nor undo what landed:\n  slipway rollback`,
        details: { migration: migration.id, file: migration.location.file, part: index },
      },
    )
  })
  return parts.slice(past.landed.length)
}
