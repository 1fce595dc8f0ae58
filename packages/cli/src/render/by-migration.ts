import { planHazards, type Part, type Plan, type PlannedStep, type PlanResult, type Unit } from '@slipway/core'

/** What a plan says of one of its migrations. */
export interface MigrationShare {
  /** The units that hold parts of it, each with these. */
  readonly units: readonly { readonly unit: Unit; readonly parts: readonly Part[] }[]
  readonly steps: readonly PlannedStep[]
}

const nothing: MigrationShare = { units: [], steps: [] }

const shared = new WeakMap<Plan, ReadonlyMap<string, MigrationShare>>()

/** A migration's share of a plan, which is gone through once for all of them. */
export function shareOf(plan: Plan, migration: string): MigrationShare {
  const shares = shared.get(plan) ?? share(plan)
  shared.set(plan, shares)
  return shares.get(migration) ?? nothing
}

function share(plan: Plan): ReadonlyMap<string, MigrationShare> {
  const parts = plan.content.units.flatMap((unit) => unit.parts.map((part) => ({ unit, part })))
  return new Map(
    [...Map.groupBy(parts, ({ part }) => part.migration)].map(([id, own]) => [
      id,
      {
        units: [...Map.groupBy(own, ({ unit }) => unit)].map(([unit, its]) => ({
          unit,
          parts: its.map(({ part }) => part),
        })),
        steps: own.flatMap(({ part }) => part.steps),
      },
    ]),
  )
}

const judged = new WeakMap<Plan, ReadonlyMap<string, ReturnType<typeof planHazards>>>()

/** A migration's hazards. */
export function hazardsOf(plan: Plan, migration: string): ReturnType<typeof planHazards> {
  const hazards = judged.get(plan) ?? Map.groupBy(planHazards(plan), (hazard) => hazard.migration)
  judged.set(plan, hazards)
  return hazards.get(migration) ?? []
}

const acceptances = new WeakMap<PlanResult['accepted'], ReadonlyMap<string, string>>()

/** Why a hazard is accepted; `undefined` where it is not. */
export function acceptedBecause(
  { accepted }: Pick<PlanResult, 'accepted'>,
  hazard: { readonly code: string; readonly migration: string },
): string | undefined {
  const key = (one: typeof hazard): string => `${one.code} ${one.migration}`
  const reasons = acceptances.get(accepted) ?? new Map(accepted.toReversed().map((each) => [key(each), each.reason]))
  acceptances.set(accepted, reasons)
  return reasons.get(key(hazard))
}
