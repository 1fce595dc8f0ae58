import type { ReleasePlanResult } from '@slipway/core'
import type { ProvenPlan } from './plan-lines.ts'
import { renderPlan, type PlanView } from './render-plan.ts'
import { columns, count, indent, serverName, short } from './text.ts'

/** A release plan, each store's with what rehearsals proved. */
export type ShownRelease = ReleasePlanResult & { readonly participants: readonly ProvenPlan[] }

/** The plans of all stores in order, where the way back ends, what now. */
export function renderReleasePlan(result: ShownRelease, view: PlanView): string {
  const { plan, participants, coordinator } = result
  const { style } = view
  const head = `release ${result.release} · ${count(participants.length, 'store')} · record in ${coordinator.target} (${serverName(coordinator.server)} · ${coordinator.address})`
  const point = [style.note('point of no return: what is above can be taken back, what is below only goes forward'), '']
  const blocks = participants.flatMap((participant, index) => [
    ...(index === plan.forwardAfter ? point : []),
    `${style.note(`${index + 1}/${participants.length}`)}  ${renderPlan(participant, { ...view, part: true, target: participant.where.target })}`,
  ])
  return [
    style.strong(head),
    'A saga, not a transaction: while it runs, readers see the new schema on one store and the old one on another.',
    '',
    ...blocks,
    ...(plan.forwardAfter === participants.length ? point : []),
    ...lastLines(result, view),
    '',
  ].join('\n')
}

function lastLines(
  { plan, participants, irreversible, release }: ShownRelease,
  { style, saved }: PlanView,
): readonly string[] {
  const refused = participants.flatMap((participant) => participant.refused)
  const file = saved === undefined ? '' : ` ${saved}`
  const where = saved === undefined ? `Plan ${short(plan.hash)}.` : `Saved ${saved} (sha256 ${short(plan.hash)}).`
  const oneWay = columns(irreversible.map(({ target, migration, why }) => [`${target}: ${migration}`, why]))
  if (irreversible.length > 0) {
    return [
      `${style.bad('✗')} before the point of no return, and without a way back   SW-IRREVERSIBLE`,
      indent(oneWay.join('\n'), 4),
      `${where} ${style.bad('As it is, apply refuses it.')} Nothing was changed.`,
    ]
  }
  if (refused.length > 0) {
    const hazards = count(refused.length, 'hazard')
    return [`${where} ${style.bad(`As it is, apply refuses it: ${hazards} not accepted.`)} Nothing was changed.`]
  }
  const pending = participants.some((participant) => participant.plan.content.migrations.length > 0)
  return [`${where} Nothing was changed.`, ...(pending ? [`Next: slipway apply --release ${release}${file}`] : [])]
}
