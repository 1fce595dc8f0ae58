import type { Analysis, ReversalClass } from '../contract/dialect.ts'
import type { LandedStep } from '../contract/journal.ts'
import type { Migration, Step } from '../contract/migration.ts'
import type { Plan, PlannedMigration, Unit } from '../contract/plan.ts'
import { firstLine } from '../errors/first-line.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { isPartial, stepsOf, type MigrationHistory } from '../history/history.ts'
import { cut, type CutPart } from './cut.ts'
import { lower } from './lower.ts'
import type { PlanInput } from './plan-input.ts'
import { recordOf } from './record-of.ts'
import { worstClass } from './reversal.ts'
import { seal } from './seal.ts'

/** Plans the undoing of migrations, given newest first. Throws `SW-IRREVERSIBLE` naming the step that has no reverse. */
export function planDown(input: PlanInput, undo: readonly MigrationHistory[]): Plan {
  const files = new Map(input.migrations.map((migration) => [migration.id, migration]))
  const preceding: Analysis[] = []
  const planned: PlannedMigration[] = []
  const units: Unit[] = []
  for (const past of undo) {
    const file = files.get(past.id)
    const { steps, by, mode } = reverseSteps(past, file)
    const lowered = lower(
      steps,
      input.dialect,
      { server: input.server, schema: input.schema },
      preceding,
      input.runners,
    )
    const location = file?.downLocation ?? file?.location ?? { file: past.record?.file ?? '', line: 1 }
    const record = past.record ?? (file && recordOf(file, 'none')) ?? unknownRecord(past.id)
    const claim = by === 'derived' ? worstOf(past) : record.reversal
    planned.push({
      id: past.id,
      location,
      record,
      requires: [],
      allow: steps.flatMap((step) => (step.kind === 'statement' ? (step.allow ?? []) : [])),
      reversal: {
        class: claim,
        by,
        why: by === 'written' ? 'its author wrote a down' : 'the journal holds the reverse of each step',
      },
    })
    const parts = cut(past.id, mode, lowered, input.server)
    refuseEditedHead(past, parts, location.file)
    for (const { part, ...how } of parts.slice(past.undone.length)) {
      units.push({ ...how, parts: [part] })
    }
  }
  return seal(input, 'down', planned, units)
}

/** A rollback that stopped halfway goes on only where what it undid stands unchanged at the head of the down. */
function refuseEditedHead(past: MigrationHistory, parts: readonly CutPart[], file: string): void {
  past.undone.forEach((undone, index) => {
    const steps = parts[index]?.part.steps ?? []
    const ran = stepsOf(undone)
    const changed = ran.findIndex((step, position) => steps[position]?.hash !== step.hash)
    if (changed === -1 && steps.length === ran.length) return
    const first = ran[Math.max(changed, 0)]?.text.trim().split('\n', 1)[0] ?? ''
    throw new SlipwayError(
      'SW-EDITED',
      `${file} was edited in a part of the rollback that took effect already: ${first}. Nothing was changed.`,
      {
        hint: `Put that statement back as it ran (later ones may change) and run:\n  slipway rollback`,
        details: { migration: past.id, file, part: index },
      },
    )
  })
}

interface ReverseSteps {
  readonly steps: readonly Step[]
  readonly by: 'written' | 'derived'
  readonly mode: Migration['transaction']
}

/**
 * An author's down undoes a whole migration; a partly landed one is compensated by per-step reverses only.
 * The file's down is taken while its up is still what ran, so that a corrected down counts; else the journal's.
 */
function reverseSteps(past: MigrationHistory, file: Migration | undefined): ReverseSteps {
  if (!isPartial(past) || past.applied) {
    const current = file && file.checksum === past.record?.checksum ? file : undefined
    if (current?.down === null || (!current && past.record?.down === null))
      throw irreversible(past, 'its author states that it cannot be undone', file)
    if (current?.down) return { steps: current.down, by: 'written', mode: current.transaction }
    if (past.record?.down) return { steps: past.record.down.map(statement), by: 'written', mode: 'auto' }
  }
  const landed = past.landed.toReversed().flatMap((part) => stepsOf(part).toReversed())
  if (landed.length === 0 && past.applied)
    throw irreversible(past, 'no down was written, and the journal holds no steps of it', file)
  return { steps: landed.flatMap((step) => reverseOf(step, past, file)), by: 'derived', mode: 'auto' }
}

function reverseOf(step: LandedStep, past: MigrationHistory, file: Migration | undefined): readonly Step[] {
  const { reverse } = step
  if (reverse.kind === 'nothing') return []
  if (reverse.kind === 'statements') return reverse.statements.map(statement)
  const reason = reverse.kind === 'impossible' ? reverse.reason : 'its reverse was not derived when it ran'
  throw irreversible(past, `${firstLine(step.text)}: ${reason}`, file)
}

/** By now every derived reverse is known, and with it what the worst of them gives back. */
function worstOf(past: MigrationHistory): ReversalClass {
  const steps = past.landed.flatMap(stepsOf)
  return worstClass(steps.flatMap(({ reverse }) => (reverse.kind === 'statements' ? [reverse.class] : [])))
}

function statement(text: string): Step {
  return { kind: 'statement', text }
}

function irreversible(past: MigrationHistory, why: string, file: Migration | undefined): SlipwayError {
  const where = file?.location.file ?? past.record?.file ?? past.id
  return new SlipwayError('SW-IRREVERSIBLE', `${past.id} cannot be rolled back: ${why}. Nothing was changed.`, {
    hint: `Write a down for ${where}, or bring the change about with a new migration:\n  slipway new "undo ${past.record?.title ?? past.id}"`,
    details: { migration: past.id, file: where },
  })
}

function unknownRecord(id: string): PlannedMigration['record'] {
  return { title: id, checksum: '', repeatable: false, after: [], reversal: 'none', file: '' }
}
