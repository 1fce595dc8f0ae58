import type { Hazard } from '../contract/dialect.ts'
import type { Allowance } from '../contract/migration.ts'
import type { Plan, PlannedMigration, Unit } from '../contract/plan.ts'
import { describeHazard } from '../errors/hazards.ts'

/** A hazard with the migration that causes it. */
export type PlannedHazard = Hazard & { readonly migration: string }

/** A hazard that a file or a run accepts. */
export type AcceptedHazard = PlannedHazard & { readonly reason: string }

/** For one run only, from `--allow CODE=reason`; journalled. */
export type RunAllowance = Pick<Allowance, 'code' | 'reason'>

/** Above this many rows (as the server's statistics estimate), a hazard that depends on size stops. */
export const LARGE_TABLE_ROWS = 100_000

/** Every hazard of a plan, those that depend on size weighed by the rows observed. */
export function planHazards(plan: Plan): readonly PlannedHazard[] {
  const steps = plan.content.units.flatMap((unit) =>
    unit.parts.flatMap((part) =>
      part.steps.flatMap((step) =>
        (step.analysis?.hazards ?? []).map((hazard) => ({
          ...weigh(hazard, plan),
          migration: part.migration,
          ...at(hazard, step.step.at),
        })),
      ),
    ),
  )
  const unknowable = plan.content.units
    .filter((unit) => unit.recovery === 'unknowable')
    .map((unit) => unknowableHazard(unit))
  const oneWay = plan.content.direction === 'up' ? plan.content.migrations.filter(isOneWay).map(noReverse) : []
  const observed = (plan.observed.hazards ?? []).map((hazard) => ({ ...hazard, ...weigh(hazard, plan) }))
  return [...steps, ...observed, ...unknowable, ...oneWay]
}

/** Splits stopping hazards into those that a file or this run accepts and those that nobody does. */
export function judge(
  plan: Plan,
  allow: readonly RunAllowance[],
): { readonly refused: readonly PlannedHazard[]; readonly accepted: readonly AcceptedHazard[] } {
  const refused: PlannedHazard[] = []
  const accepted: AcceptedHazard[] = []
  if (plan.content.direction === 'down') return { refused, accepted }
  const migrations = new Map(plan.content.migrations.map((migration) => [migration.id, migration]))
  for (const hazard of planHazards(plan)) {
    const migration = migrations.get(hazard.migration)
    const reason = [...(migration?.allow ?? []), ...allow].find(({ code }) => code === hazard.code)?.reason
    if (reason !== undefined) accepted.push({ ...hazard, reason })
    else if (hazard.severity === 'stop') refused.push(hazard)
  }
  return { refused, accepted }
}

function weigh(hazard: Hazard, plan: Plan): Hazard {
  if (hazard.object === undefined || describeHazard(hazard.code)?.severity !== 'varies') return hazard
  return (plan.observed.rows[hazard.object] ?? 0) > LARGE_TABLE_ROWS ? { ...hazard, severity: 'stop' } : hazard
}

function at(hazard: Hazard, location: Hazard['at']): Pick<Hazard, 'at'> | undefined {
  const where = hazard.at ?? location
  return where && { at: where }
}

function unknowableHazard(unit: Unit): PlannedHazard {
  const part = unit.parts[0]
  const step = part?.steps[0]
  const what = step?.analysis?.verb ?? step?.runner ?? 'step'
  const location = step?.step.at
  return {
    code: 'SW-UNKNOWABLE',
    severity: 'stop',
    migration: part?.migration ?? '',
    message: `${what} runs outside a transaction: if it is interrupted, nobody can tell whether it took effect.`,
    ...(location && { at: location }),
  }
}

/** A reverse that is derived when the step runs, or a down whose effect only a rehearsal tells, is not missing. */
function isOneWay({ reversal, record }: PlannedMigration): boolean {
  if (reversal.class !== 'none' || reversal.by === 'derived') return false
  return reversal.by !== 'written' || record.down?.length === 0
}

function noReverse(migration: PlannedMigration): PlannedHazard {
  return {
    code: 'SW-NO-REVERSE',
    severity: 'inform',
    migration: migration.id,
    message: `No way back: ${migration.reversal.why}.`,
    at: migration.location,
  }
}
