import type { ObservedCode, Plan, PlannedStep } from '@slipway/core'

const known = new WeakMap<Plan, ReadonlyMap<PlannedStep, ObservedCode>>()

/** Code steps of a plan, with what was found out about each. */
export function codeOf(plan: Plan): ReadonlyMap<PlannedStep, ObservedCode> {
  const found = known.get(plan) ?? find(plan)
  known.set(plan, found)
  return found
}

function find({ content, observed }: Plan): ReadonlyMap<PlannedStep, ObservedCode> {
  const found = new Map<PlannedStep, ObservedCode>()
  const met = new Map<string, number>()
  for (const { migration, steps } of content.units.flatMap((unit) => unit.parts)) {
    for (const step of steps) {
      if (step.step.kind !== 'code') continue
      const index = met.get(migration) ?? 0
      met.set(migration, index + 1)
      const code = observed.code?.[migration]?.[index]
      if (code) found.set(step, code)
    }
  }
  return found
}

/** How the SQL of code was found out, a sentence for each way. `named` says which of the plan's migrations it speaks of. */
export function recordedLines(plan: Plan, named: (positions: readonly number[]) => string): readonly string[] {
  const { migrations, units } = plan.content
  const frameworks = new Map(
    units
      .flatMap((unit) => unit.parts)
      .flatMap(({ migration, steps }) =>
        steps.flatMap(({ step }) => (step.kind === 'code' ? [[migration, step.ref.adapter] as const] : [])),
      ),
  )
  return (['scratch', 'compiler'] as const).flatMap((by) =>
    [...new Set(frameworks.values())].flatMap((framework) => {
      const positions = migrations.flatMap(({ id }, index) =>
        frameworks.get(id) === framework && plan.observed.code?.[id]?.some((code) => code.by === by) ? [index + 1] : [],
      )
      if (positions.length === 0) return []
      const them = positions.length === 1 ? 'it' : 'them'
      const how = {
        scratch: `by running ${them} with ${framework} on a scratch database`,
        compiler: `by ${framework}'s own compiler, without a database`,
      }
      return [`SQL of ${named(positions)} was recorded ${how[by]}.`]
    }),
  )
}

/** `1 to 3`, `2 and 4`, `1, 3 to 5 and 9`. */
export function positionWords(positions: readonly number[]): string {
  const runs: [number, number][] = []
  for (const position of positions) {
    const last = runs.at(-1)
    if (last?.[1] === position - 1) last[1] = position
    else runs.push([position, position])
  }
  const words = runs.flatMap(([from, to]) => {
    if (to - from > 1) return [`${from} to ${to}`]
    return from === to ? [`${from}`] : [`${from}`, `${to}`]
  })
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
