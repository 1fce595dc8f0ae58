import type { Analysis, Plan, PlanResult, PlannedMigration, PlannedStep, ReversalClass, Unit } from '@slipway/core'
import { codeOf } from './recorded-code.ts'
import { count, limit, number, objectName, oneLine, serverName, size, targetFlag } from './text.ts'

/** A hazard as a plan shows it. */
export type ShownHazard = PlanResult['refused'][number]

/** A statement, with what it means for those who use the database. */
export interface StepLine {
  readonly text: string
  readonly note: string
}

/** What a step sends: what the author wrote; of code, the first statements that were recorded of it, or its name. */
export function stepLines(step: PlannedStep, plan: Plan, most: number): readonly StepLine[] {
  const code = codeOf(plan).get(step)
  if (code === undefined || code.by === 'nothing') return [{ text: stepText(step), note: noteOf(step.analysis, plan) }]
  if (code.statements.length === 0) return [{ text: stepText(step), note: 'sends nothing' }]
  const shown = code.statements.slice(0, most)
  const lines = shown.map(({ text, analysis }) => ({ text: text.trim(), note: noteOf(analysis, plan) }))
  const more = code.statements.length - shown.length
  return more === 0 ? lines : [...lines, { text: `-- ${count(more, 'more statement')}`, note: '' }]
}

/** The text of a step: what the author wrote, or the name of the code it runs. */
export function stepText({ step }: PlannedStep): string {
  if (step.kind === 'code') return `run ${step.ref.export} of ${step.ref.module}`
  if (step.kind === 'gate') return `gate ${step.gate}: ${step.why}`
  if (step.kind === 'assert') return `assert no rows: ${step.text.trim()}`
  return step.text.trim()
}

/** Rows of the largest table that a statement works on, as estimated; with its size, once that matters. */
function rowsOf(analysis: Analysis, plan: Plan): string | undefined {
  const touched = analysis.objects.filter((object) => object.effect !== 'create').map((object) => object.id)
  const known = touched.filter((id) => plan.observed.rows[id] !== undefined)
  const [largest] = known.toSorted((one, other) => (plan.observed.rows[other] ?? 0) - (plan.observed.rows[one] ?? 0))
  if (largest === undefined) return undefined
  const bytes = plan.observed.bytes[largest] ?? 0
  // Zero rows in a table that takes room: the server has not counted them yet.
  if (plan.observed.rows[largest] === 0 && bytes > 0) return undefined
  return `${count(plan.observed.rows[largest] ?? 0, 'row')}${bytes < 1_000_000 ? '' : ` (${size(bytes)})`}`
}

/** What a step means for those who use the database: lock, instant, scan or rewrite, rows. */
function noteOf(analysis: Analysis | undefined, plan: Plan): string {
  if (analysis === undefined) return ''
  const rows = rowsOf(analysis, plan)
  const lock =
    analysis.locks.find((each) => each.blocks === 'all') ?? analysis.locks.find((each) => each.blocks === 'writes')
  const mode = lock === undefined ? '' : `${lock.mode} on ${objectName(lock.object)}`
  const work = analysis.rewrite
    ? `rewrites ${rows ?? 'the table'}`
    : analysis.scan
      ? `scans ${rows ?? 'the table'}`
      : lock === undefined
        ? ''
        : 'instant'
  const data = analysis.data === 'changes' || analysis.data === 'destroys' ? (rows ?? '') : ''
  const guard = analysis.guard?.verdict === 'noop' ? 'is there already, equal: does nothing' : ''
  return [guard, mode, work === '' ? data : work].filter((part) => part !== '').join(', ')
}

/** How a unit commits, in words. */
export function unitTitle(unit: Unit): string {
  if (unit.transactional) return 'in one transaction, with its journal entry'
  const why = unit.because === undefined ? '' : ` (${unit.because})`
  return `outside a transaction${why}; intent and outcome are journalled · if interrupted: ${recoveryWords[unit.recovery]}`
}

const recoveryWords: Readonly<Record<Unit['recovery'], string>> = {
  atomic: 'as if it never ran',
  probed: 'the catalog tells whether it took effect',
  repeatable: 'it runs again, to the same end',
  unknowable: 'nobody can tell, so Slipway stops and asks',
}

/** How each step of a migration would be undone, newest first. */
export function undoLines(steps: readonly PlannedStep[]): readonly string[] {
  return steps.toReversed().flatMap(({ reverse }) => {
    if (reverse.kind === 'statements') return reverse.statements.map((text) => oneLine(text, 110))
    if (reverse.kind === 'at-apply') return ['derived when it runs, from the definitions at that moment']
    if (reverse.kind === 'impossible') return [`no way back: ${reverse.reason}`]
    return []
  })
}

/** A plan, with what rehearsals proved of its migrations. */
export interface ProvenPlan extends PlanResult {
  readonly proven?: Readonly<Record<string, ReversalClass>>
}

/** What an undo would give back: proved by a rehearsal on this version of the server, or claimed. */
export function reversalWords(migration: PlannedMigration, { proven, where }: ProvenPlan): string {
  const proved = proven?.[migration.id]
  if (proved === undefined) return `reverse: ${claimWords(migration)}`
  return `reverse: ${proved}, proved on ${serverName(where.server)}`
}

function claimWords({ reversal, record }: PlannedMigration): string {
  const untold = reversal.class === 'none' && reversal.by === 'written' && record.down?.length !== 0
  return untold ? 'written, not proved' : `${reversal.class} (claimed)`
}

/** How a hazard is accepted, ready to paste. */
export function acceptLines(hazard: ShownHazard, target: string | undefined): readonly (readonly [string, string])[] {
  const to = targetFlag(target)
  return [
    [
      'accept it in the file',
      `${hazard.at?.file.endsWith('.sql') === false ? '//' : '--'} slipway:allow ${hazard.code} the reason`,
    ],
    ['or for one run', `slipway apply${to} --allow ${hazard.code}="the reason"`],
  ]
}

/** `file:line` of a hazard. */
export function hazardPlace(hazard: ShownHazard): string {
  return hazard.at === undefined ? '' : `${hazard.at.file}:${hazard.at.line}`
}

/** The limits that a plan runs under, on one line. */
export function timeoutsLine({ content: { timeouts } }: Plan): string {
  return `lock_timeout ${limit(timeouts.lock)}, ${number(timeouts.tries)} tries in ${limit(timeouts.retryFor)}, deploy-lock wait ${limit(timeouts.lease)}`
}
