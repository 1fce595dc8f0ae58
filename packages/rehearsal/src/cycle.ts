import { SlipwayError, type Plan } from '@slipway/core'
import { changedTables } from './judge/judge-data.ts'
import { cosmeticDifferences, judgeRepeat, judgeReturn, type Court } from './judge/judge-return.ts'
import { reversalClass } from './judge/reversal-class.ts'
import { snapshot, type Snapshot } from './observe/snapshot.ts'
import type { Study } from './observe/study.ts'
import { makeProof } from './proof/make-proof.ts'
import type { Proof, ProofFailure, TestCommand } from './report.ts'
import { applyVisible, undoLast } from './scratch/apply-visible.ts'
import type { Stage } from './scratch/open-stage.ts'
import { failedStep } from './judge/failed-step.ts'
import { runTests } from './run-tests.ts'

/** What one up, down, up came to. */
export interface Outcome {
  readonly proof?: Proof
  readonly failures: readonly ProofFailure[]
  /** `up`: all is applied, and nothing else differs from a straight way here · `dirty`: it does · `stuck`: the up failed. */
  readonly state: 'up' | 'dirty' | 'stuck'
}

/**
 * Judges migrations that are visible and pending on a stage: up, tests, down, compare, up again, compare.
 * `before` is the state now, with the rows of every table that they touch. With `alreadyUp` they are applied.
 */
export async function cycle(
  stage: Stage,
  study: Study,
  before: Snapshot,
  options: { readonly test?: TestCommand; readonly alreadyUp?: boolean } = {},
): Promise<Outcome> {
  const { workspace, session, scratch } = stage
  const court: Court = { dialect: workspace.dialect, server: session.server, ignore: workspace.ignore }
  const failures: ProofFailure[] = []
  const failed = (of: ProofFailure['of'], error: unknown): void => {
    failures.push(failedStep(study, of, error))
  }
  const finished = (state: Outcome['state'], proof?: Proof): Outcome => ({
    failures,
    state,
    ...(proof && failures.length === 0 && { proof }),
  })

  if (!options.alreadyUp) {
    const error = await attempt(workspace.signal, () => applyVisible(workspace))
    if (error) {
      failed('up-failed', error)
      return finished('stuck')
    }
  }
  const first = await snapshot(session, options.test ? study.touched : [])
  const wrote = options.test ? await runTests(stage, study, first, options.test, failures) : false

  let plan: Plan | undefined
  const downError = await attempt(workspace.signal, () =>
    undoLast(workspace, study.migrations.length, (made) => {
      plan = made
    }),
  )
  const proof = (verdict: Pick<Proof, 'class' | 'why'>, after: Snapshot): Proof =>
    makeProof({
      study,
      reverse: plan,
      server: session.server,
      before,
      scratch: scratch.name,
      ignore: workspace.ignore,
      verdict,
      cosmetic: cosmeticDifferences(before, after),
      code: stage.code,
      tested: options.test !== undefined,
      now: workspace.environment.now(),
    })
  if (downError?.code === 'SW-IRREVERSIBLE')
    return finished('up', proof({ class: 'none', why: downError.message.split('. Nothing')[0] ?? '' }, before))
  if (downError) {
    failed('down-failed', downError)
    return finished('dirty')
  }
  const after = await snapshot(session, study.touched)
  // Rows that the tests wrote stand in the way of comparing content: it is compared on a second way through, without them.
  if (wrote) {
    failures.push(...judgeReturn(court, study, { ...before, rows: {}, checksums: {} }, after))
    const again = await cycle(stage, study, after)
    const { proof: quiet } = again
    const seen = quiet && { ...quiet, observed: { ...quiet.observed, tested: true } }
    const said = new Set(failures.map(({ message }) => message))
    failures.push(...again.failures.filter(({ message }) => !said.has(message)))
    return finished('dirty', seen)
  }
  failures.push(...judgeReturn(court, study, before, after))

  const upError = await attempt(workspace.signal, () => applyVisible(workspace))
  if (upError) {
    failed('second-up-failed', upError)
    return finished('dirty')
  }
  const second = await snapshot(session, [])
  const repeat = judgeRepeat(court, study, first, second)
  // An object that did not return is mostly not itself the second time either: once is enough.
  const named = new Set(failures.map(({ object }) => object))
  failures.push(...repeat.filter(({ object }) => !named.has(object)))
  const dirty = repeat.length > 0 || changedTables(before, after).length > 0
  return finished(dirty ? 'dirty' : 'up', proof(reversalClass(study, before, after), after))
}

/** Runs a step of a rehearsal; what the server or a migration refuses is a finding, anything else is thrown. */
async function attempt(signal: AbortSignal, work: () => Promise<unknown>): Promise<SlipwayError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    if (!(error instanceof SlipwayError) || signal.aborted || GIVE_UP.has(error.code)) throw error
    return error
  }
}

/** Not about a migration: the rehearsal itself cannot go on. */
const GIVE_UP: ReadonlySet<string> = new Set([
  'SW-CONNECT',
  'SW-CONNECT-AUTH',
  'SW-DISK-FULL',
  'SW-INTERNAL',
  'SW-INTERRUPTED',
  'SW-LEASE-LOST',
  'SW-LOCKED',
  'SW-UNSUPPORTED',
])
