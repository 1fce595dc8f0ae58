import type { Migration } from '@slipway/core'
import type { Agenda } from './agenda.ts'
import { cycle, type Outcome } from './cycle.ts'
import { snapshot, type Snapshot } from './observe/snapshot.ts'
import { study, type Study } from './observe/study.ts'
import type { Proof, ProofFailure, TestCommand } from './report.ts'
import { applyVisible } from './scratch/apply-visible.ts'
import type { Stage } from './scratch/open-stage.ts'

export interface Rehearsal {
  readonly sequence: Agenda['sequence']
  readonly test?: TestCommand
  /** A fresh stage with the first `count` migrations of the sequence applied; the one before is dropped. */
  startOver(count: number): Promise<Stage>
}

/** What judging came to, and the stage it ended on. */
export interface Judged {
  readonly stage: Stage
  readonly state: Outcome['state']
  readonly proofs: readonly Proof[]
  readonly failures: readonly ProofFailure[]
  /** Not reached. */
  readonly skipped: readonly string[]
  /** The state before the first, where the stage came straight from it. */
  readonly start?: Looked
}

interface Looked {
  readonly subject: Study
  readonly before: Snapshot
}

/** Judges each migration under test by itself. One that leaves something behind gets its successors a fresh stage. */
export async function judgeEach({ sequence, test, startOver }: Rehearsal, first: Stage): Promise<Judged> {
  const tested = sequence.flatMap((one) => (one.tested ? [one.migration] : []))
  let start = tested.length > 1 ? await look(first, tested) : undefined
  let stage = first
  let state: Outcome['state'] = 'up'
  const proofs: Proof[] = []
  const failures: ProofFailure[] = []
  for (const [index, { migration, tested: judged }] of sequence.entries()) {
    if (state === 'dirty') {
      stage = await startOver(index)
      start = undefined
      state = 'up'
    }
    if (!judged) {
      stage.visible.add(migration.id)
      await applyVisible(stage.workspace)
      continue
    }
    const { subject, before } = await look(stage, [migration])
    stage.visible.add(migration.id)
    const outcome = await cycle(stage, subject, before, test ? { test } : {})
    if (outcome.proof) proofs.push(outcome.proof)
    failures.push(...outcome.failures)
    state = outcome.state
    if (state !== 'stuck') continue
    const skipped = sequence.slice(index + 1).flatMap((one) => (one.tested ? [one.migration.id] : []))
    return { stage, state, proofs, failures, skipped }
  }
  return { stage, state, proofs, failures, skipped: [], ...(start && state === 'up' && { start }) }
}

/** Judges all migrations as one batch: from the state that judging each has led to, or from the start. */
export async function judgeTogether(
  { sequence, test, startOver }: Rehearsal,
  so: { readonly stage: Stage; readonly state?: Outcome['state']; readonly start?: Looked },
): Promise<Judged> {
  const migrations = sequence.map(({ migration }) => migration)
  const { start } = so
  const stage = start || so.state === undefined ? so.stage : await startOver(0)
  const { subject, before } = start ?? (await look(stage, migrations))
  for (const { id } of migrations) stage.visible.add(id)
  const alone = so.state === undefined
  const outcome = await cycle(stage, subject, before, {
    ...(alone && test && { test }),
    ...(start && { alreadyUp: true }),
  })
  return {
    stage,
    state: outcome.state,
    proofs: outcome.proof ? [outcome.proof] : [],
    failures: outcome.failures,
    skipped: [],
  }
}

/** Studies migrations against the state that a stage is in, and takes that state down. */
async function look({ workspace, session }: Stage, migrations: readonly Migration[]): Promise<Looked> {
  const subject = study(workspace, migrations, session.server, await session.inspect())
  return { subject, before: await snapshot(session, subject.touched) }
}
