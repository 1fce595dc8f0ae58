import type { TransactionMode } from '../contract/migration.ts'
import type { RecoveryClass, ServerFacts } from '../contract/dialect.ts'
import type { Part, PlannedStep } from '../contract/plan.ts'
import { firstLine } from '../errors/first-line.ts'
import { place } from '../errors/place.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { missingCapability } from './missing-capability.ts'

/** A part with how it commits. */
export interface CutPart {
  readonly part: Part
  readonly transactional: boolean
  readonly recovery: RecoveryClass
  readonly because?: string
}

interface Piece {
  readonly steps: PlannedStep[]
  readonly transactional: boolean
  readonly because?: string
}

/**
 * Cuts a migration where the server needs a border: what may share a transaction shares one, what needs its own gets it,
 * what cannot run in one stands alone. An author's BEGIN and COMMIT are borders and are not sent.
 * Throws `SW-TRANSACTION` when the file asks for what the server would refuse, `SW-CAPABILITY` when it has no transactions.
 */
export function cut(
  id: string,
  mode: TransactionMode,
  steps: readonly PlannedStep[],
  server: ServerFacts,
): readonly CutPart[] {
  const pieces = join(mode === 'batch' ? 'auto' : mode, steps, server)
  const kept = pieces.filter(
    (piece, index) => index === pieces.length - 1 || !piece.steps.every((step) => step.analysis?.setting),
  )
  const settings: string[] = []
  let seen = 0
  return kept.map((piece, index): CutPart => {
    const before = pieces.indexOf(piece)
    for (; seen < before; seen += 1) collect(pieces[seen]!, settings)
    return {
      transactional: piece.transactional,
      recovery: recoveryOf(piece),
      ...(piece.because !== undefined && { because: piece.because }),
      part: {
        migration: id,
        part: index,
        steps: piece.steps,
        settings: [...settings],
        completes: index === kept.length - 1,
      },
    }
  })
}

/** SET LOCAL ends with its own transaction; other settings hold for the statements after them. */
function collect(piece: Piece, settings: string[]): void {
  for (const { step, analysis } of piece.steps) {
    if (analysis?.setting && !analysis.setting.local && 'text' in step) settings.push(step.text)
  }
}

function join(mode: TransactionMode, steps: readonly PlannedStep[], server: ServerFacts): readonly Piece[] {
  const pieces: Piece[] = []
  let open: Piece | undefined
  let block: PlannedStep | undefined
  const close = (): void => {
    if (open && open.steps.length > 0) pieces.push(open)
    open = undefined
  }
  for (const step of steps) {
    const control = step.analysis?.control
    if (control === 'rollback')
      throw refuse(
        step,
        'a migration cannot roll itself back',
        'Take the ROLLBACK out; a failing statement undoes the whole migration.',
      )
    if (control) {
      if (control === 'begin' && block) throw refuse(step, 'a transaction is open already', 'Take this BEGIN out.')
      close()
      block = control === 'begin' ? step : undefined
      continue
    }
    const place = placement(step, mode, block !== undefined, server)
    if (place.alone) {
      if (place.outside && block)
        throw refuse(
          step,
          'it cannot run inside BEGIN … COMMIT',
          'Move it after the COMMIT, or take BEGIN and COMMIT out: Slipway sets the borders itself.',
        )
      if (
        place.outside &&
        mode === 'always' &&
        step.runner !== 'gate' &&
        server.capabilities?.['transactions'] === 'no'
      )
        throw missingCapability(step.step, '"transaction: always"', 'transactions', server)
      if (place.outside && mode === 'always')
        throw refuse(
          step,
          'it cannot run in a transaction, and the migration asks for one',
          'Take "transaction: always" out, or move the statement to a migration of its own.',
        )
      close()
      pieces.push({
        steps: [step],
        transactional: !place.outside,
        ...(place.because !== undefined && { because: place.because }),
      })
    } else {
      open ??= { steps: [], transactional: true }
      open.steps.push(step)
    }
  }
  if (block)
    throw refuse(block, 'its COMMIT is missing', 'Add COMMIT, or take BEGIN out: Slipway sets the borders itself.')
  close()
  return pieces.length > 0 ? pieces : [{ steps: [], transactional: true }]
}

function placement(
  step: PlannedStep,
  mode: TransactionMode,
  inBlock: boolean,
  server: ServerFacts,
): { alone: boolean; outside: boolean; because?: string } {
  if (step.runner === 'gate') return { alone: true, outside: true, because: 'it waits for people' }
  const analysis = step.analysis
  if (step.runner !== 'statement' && step.runner !== 'assert') {
    if (server.capabilities?.['transactions'] === 'no')
      return { alone: true, outside: true, because: 'the server has no transactions' }
    return mode === 'never'
      ? { alone: true, outside: true, because: 'the migration asks for no transaction' }
      : { alone: false, outside: false }
  }
  if (analysis?.transaction === 'outside') return { alone: true, outside: true, because: 'it cannot run in one' }
  if (mode === 'never' && analysis?.setting) return { alone: false, outside: false }
  if (mode === 'never')
    return { alone: true, outside: analysis?.opaque ?? true, because: 'the migration asks for no transaction' }
  if (analysis?.transaction === 'own' && !inBlock && mode === 'auto')
    return { alone: true, outside: false, because: 'it needs one of its own' }
  return { alone: false, outside: false }
}

function recoveryOf(piece: Piece): RecoveryClass {
  if (piece.transactional) return 'atomic'
  const [step] = piece.steps
  if (!step || step.runner === 'gate') return 'repeatable'
  if (step.step.kind === 'code') return step.step.idempotent ? 'repeatable' : 'unknowable'
  return step.analysis?.recovery === 'atomic' ? 'unknowable' : (step.analysis?.recovery ?? 'unknowable')
}

function refuse(step: PlannedStep, why: string, hint: string): SlipwayError {
  const at = step.step.at
  const text = 'text' in step.step ? firstLine(step.step.text) : step.runner
  return new SlipwayError('SW-TRANSACTION', `${place(at)}${text}: ${why}. Nothing was changed.`, {
    hint,
    details: { ...(at && { file: at.file, line: at.line }), statement: text },
  })
}
