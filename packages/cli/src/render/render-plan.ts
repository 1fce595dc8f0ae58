import type { Part, PlanResult, PlannedMigration, Unit } from '@slipway/core'
import { acceptedBecause, hazardsOf, shareOf } from './by-migration.ts'
import {
  acceptLines,
  hazardPlace,
  reversalWords,
  stepLines,
  timeoutsLine,
  undoLines,
  unitTitle,
  type ProvenPlan,
  type ShownHazard,
} from './plan-lines.ts'
import { positionWords, recordedLines } from './recorded-code.ts'
import type { Style } from './style.ts'
import { columns, count, heading, indent, oneLine, short, targetFlag, wrap } from './text.ts'

/** How a plan is shown. */
export interface PlanView {
  readonly style: Style
  /** Whole statements instead of their first words. */
  readonly verbose: boolean
  /** Where `--out` saved it. */
  readonly saved?: string
  /** `--target` as it was given, for commands to paste. */
  readonly target?: string
  /** One of several, so that what to do next is said once, after the last. */
  readonly part?: boolean
}

/** Statements of one piece of code that are shown unless all are asked for: seeds write many. */
const MOST = 20

/** Everything a plan's reader decides on: units, statements, locks, reverses, hazards, what now. */
export function renderPlan(result: ProvenPlan, view: PlanView): string {
  const { plan, where } = result
  const { style } = view
  const first = `${style.strong(heading(where))} · ${result.applied} applied, ${result.pending} pending`
  if (plan.content.migrations.length === 0) return `${first}\nNothing to do.\n`
  const blocks = plan.content.migrations.map((migration, index) => renderMigration(migration, index + 1, result, view))
  return [
    first,
    '',
    ...blocks,
    '',
    ...recordedLines(plan, positionWords),
    style.faint(timeoutsLine(plan)),
    ...(view.part ? [] : lastLines(result, view)),
    '',
  ].join('\n')
}

function renderMigration(migration: PlannedMigration, position: number, result: ProvenPlan, view: PlanView): string {
  const { style } = view
  const { units, steps } = shareOf(result.plan, migration.id)
  const undo = undoLines(steps)
  const up = result.plan.content.direction === 'up'
  const named = [migration.id, migration.record.title].filter(
    (part, index, all) => part !== '' && all.indexOf(part) === index,
  )
  const [title] = columns([
    [
      `${position}  ${style.strong(named.join('  '))}`,
      up ? reversalWords(migration, result) : `down: ${migration.reversal.by}`,
    ],
  ])
  return [
    title,
    ...(result.again ?? []).flatMap(({ id, by }) =>
      id === migration.id ? [style.note(`   again ${by} does not list it any more: it was applied before`)] : [],
    ),
    ...(migration.reason === undefined ? [] : [`   why  ${migration.reason}`]),
    ...migration.requires.map((deployment) => `   needs ${deployment} to be live (not checked)`),
    ...units.map(({ unit, parts }) => renderUnit(unit, parts, result, view)),
    ...(!up || undo.length === 0 || migration.reversal.by === 'written'
      ? []
      : [`   undo  ${undo.join('\n         ')}`]),
    ...(up && migration.reversal.by === 'written' ? ['   undo  the down that its author wrote'] : []),
    ...hazardsOf(result.plan, migration.id).map((hazard) => renderHazard(hazard, result, view)),
  ].join('\n')
}

function renderUnit(unit: Unit, parts: readonly Part[], { plan }: PlanResult, view: PlanView): string {
  const shared =
    new Set(unit.parts.map((part) => part.migration)).size > 1 ? ', shared with the others of this unit' : ''
  const rows = parts.flatMap((part) => [
    ...part.settings.map((setting) => [oneLine(setting), 'set again for this unit'] as const),
    ...part.steps
      .flatMap((step) => stepLines(step, plan, view.verbose ? Infinity : MOST))
      .map(({ text, note }) =>
        view.verbose ? ([text, note === '' ? '' : `-- ${note}`] as const) : ([oneLine(text, 76), note] as const),
      ),
  ])
  const shown = view.verbose
    ? rows.map(([text, note]) => (note === '' ? text : `${text}\n  ${note}`))
    : columns(rows, 76)
  return `   ${unitTitle(unit)}${shared}\n${indent(shown.join('\n'), 5)}`
}

function renderHazard(hazard: ShownHazard, result: ProvenPlan, { style, target }: PlanView): string {
  const accepted = acceptedBecause(result, hazard)
  const place = hazardPlace(hazard)
  const first = `${hazard.code}${place === '' ? '' : `   ${place}`}`
  const message = indent(wrap(hazard.message), 5)
  if (accepted !== undefined) return `   ${style.note('!')} ${first}   accepted: ${accepted}\n${message}`
  if (hazard.severity !== 'stop') return `   ${style.note('!')} ${first}\n${message}`
  const ways = indent(columns(acceptLines(hazard, target)).join('\n'), 7)
  return `   ${style.bad('✗')} ${first}\n${message}\n${ways}\n     more: slipway explain ${hazard.code}`
}

function lastLines(result: ProvenPlan, { style, saved, target }: PlanView): readonly string[] {
  const { plan, refused } = result
  const to = targetFlag(target)
  const where = saved === undefined ? `Plan ${short(plan.hash)}.` : `Saved ${saved} (sha256 ${short(plan.hash)}).`
  if (refused.length > 0) {
    return [
      `${where} ${style.bad(`As it is, apply refuses it: ${count(refused.length, 'hazard')} not accepted.`)} Nothing was changed.`,
    ]
  }
  return [`${where} Nothing was changed.`, `Next: slipway apply${saved === undefined ? to : ` ${saved}${to}`}`]
}
