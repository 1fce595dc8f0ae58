import type { EntryBody } from '../contract/journal.ts'
import type { ReleaseFailure, ReleaseMark } from '../contract/release.ts'
import type { Workspace } from '../config/workspace.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { append } from '../execute/execution.ts'
import type { Declared } from '../execute/recover.ts'
import { deploy, readAgain, type Deploy } from '../operations/deploy.ts'
import { keptRelease } from '../operations/kept.ts'
import { reading } from '../operations/reading.ts'
import type { RunResult } from '../operations/results.ts'
import { nextAction } from './next-action.ts'
import { applyParticipant, compensateParticipant } from './participant-work.ts'
import { storeOf, type StoreReading } from './read-stores.ts'
import { compensationFailed, failureOf, isPassing, stopped, undoneOutside } from './release-errors.ts'
import type { ReleasePlan } from './release-plan.ts'
import { foldReleases, type ReleaseRecord } from './release-record.ts'
import type { ReleaseResult } from './release-results.ts'
import type { ReleaseWorkspace } from './release-workspace.ts'
import { standingOf } from './standing.ts'

/** A release under way. */
export interface Drive {
  readonly id: string
  /** Under the coordinator's deploy lock. */
  readonly locked: Deploy
  /** As read under that lock, in order. */
  readonly stores: readonly StoreReading[]
  readonly plan: ReleasePlan | undefined
  readonly declared?: Declared
}

/** One action after the other, each chosen anew from the record and the stores' journals, until the release ends or stops. */
export async function driveRelease(release: ReleaseWorkspace, drive: Drive): Promise<ReleaseResult> {
  const { environment, events } = release
  const began = environment.monotonic()
  const stores = [...drive.stores]
  const runs = new Map<number, RunResult>()
  let { locked } = drive
  let record = recordOf(locked, drive.id)

  const write = async (body: EntryBody): Promise<void> => {
    await append(locked, [body])
    locked = await readAgain(release.coordinator, locked)
    record = recordOf(locked, drive.id)
  }
  const answer = (status: ReleaseResult['status'], more: Partial<ReleaseResult> = {}): ReleaseResult => ({
    release: record.name,
    number: record.number,
    status,
    participants: record.participants.map(({ target }, index) => {
      const run = runs.get(index)
      return { target, standing: standing(index), ...(run && { run }) }
    }),
    ...(record.decided === 'back' && record.why !== undefined && { why: record.why }),
    milliseconds: Math.round(environment.monotonic() - began),
    ...more,
  })
  const standing = (index: number): ReturnType<typeof standingOf> => {
    const [participant, store] = [record.participants[index], stores[index]]
    return participant && store ? standingOf(store.history, participant, record.release) : 'nothing'
  }
  const markNow = (): ReleaseMark => ({
    release: record.release,
    number: record.number,
    name: record.name,
    coordinator: release.coordinator.target,
    at: { seq: locked.journalled.seq, hash: locked.journalled.hash },
  })

  /** Works on one store under its own deploy lock, and reads it again. Stops when the coordinator is lost. */
  const at = async (index: number, way: 'apply' | 'compensate'): Promise<RunResult> => {
    const participant = release.participants[index]
    if (!participant) throw new SlipwayError('SW-INTERNAL', `The release has no participant ${index}.`)
    const of = record.participants.length
    events.emit({ type: 'release-participant', target: participant.target, index: index + 1, of, way })
    const task = {
      mark: markNow(),
      record,
      plan: drive.plan?.participants.find(({ target }) => target === participant.target)?.plan,
      last: record.participants[index]?.migrations.at(-1),
    }
    const work = (workspace: Workspace, there: Deploy): Promise<RunResult> =>
      way === 'apply' ? applyParticipant(workspace, there, task) : compensateParticipant(workspace, there, task)
    if (participant === release.coordinator) {
      const run = await work(participant, locked)
      locked = await readAgain(participant, locked)
      record = recordOf(locked, drive.id)
      stores[index] = await storeOf(participant, locked)
      return run
    }
    const bound = { ...participant, signal: AbortSignal.any([participant.signal, locked.lease.signal]) }
    return deploy(
      bound,
      async (there) => {
        const run = await work(bound, there)
        stores[index] = await storeOf(participant, await readAgain(bound, there))
        return run
      },
      drive.declared ? { declared: drive.declared } : {},
    )
  }

  /** What a failure of one store means for the release. Returns when it turns back. */
  const fail = async (index: number, way: 'apply' | 'compensate', error: unknown): Promise<void> => {
    const target = record.participants[index]?.target ?? ''
    const own = release.participants[index] === release.coordinator
    if (own && isCoordinatorsOwn(error)) throw error
    if (locked.lease.signal.aborted && !release.signal.aborted) throw recordLost(error)
    const failure = failureOf(target, error)
    await lookAgain(index, error)
    const passing = release.signal.aborted || isPassing(error)
    if (way === 'apply' && !record.decided && !passing) return turnBack(failure)
    if (!release.signal.aborted && record.decided) await write({ type: 'release-stuck', release: drive.id, failure })
    const compensating = way === 'compensate' && !release.signal.aborted
    throw (compensating ? compensationFailed : stopped)(record, failure, error)
  }
  /** What a failure left is read off the store itself. */
  const lookAgain = async (index: number, error: unknown): Promise<void> => {
    const participant = release.participants[index]
    if (!participant) return
    if (participant === release.coordinator) {
      locked = await readAgain(participant, locked)
      stores[index] = await storeOf(participant, locked)
      return
    }
    try {
      stores[index] = await reading(participant, (found) => storeOf(participant, found))
    } catch {
      throw stopped(record, failureOf(participant.target, error), error)
    }
  }
  const turnBack = async (why: ReleaseFailure): Promise<void> => {
    await write({ type: 'release-decided', release: drive.id, way: 'back', why })
    events.emit({ type: 'release-decided', number: record.number, way: 'back', why: `${why.target}: ${why.message}` })
  }

  let last = ''
  for (;;) {
    if (locked.lease.signal.aborted && !release.signal.aborted) throw recordLost(locked.lease.signal.reason)
    const action = nextAction(
      record,
      record.participants.map((_, index) => standing(index)),
    )
    const here = JSON.stringify([action, locked.journalled.seq, stores.map(({ history }) => history.seq)])
    if (here === last)
      throw new SlipwayError('SW-INTERNAL', `The release does not get on: ${action.do} changed nothing.`)
    last = here
    switch (action.do) {
      case 'apply':
      case 'compensate': {
        let run: RunResult
        try {
          run = await at(action.index, action.do)
        } catch (error) {
          await fail(action.index, action.do, error)
          break
        }
        runs.set(action.index, run)
        if (run.gate) return answer('waiting', { gate: { target: run.where.target, ...run.gate } })
        break
      }
      case 'record': {
        const { history } = stores[action.index] ?? locked
        const { target } = record.participants[action.index] ?? { target: '' }
        const at = { seq: history.seq, hash: history.hash }
        await write({ type: 'release-participant', release: drive.id, target, state: action.state, at })
        break
      }
      case 'decide':
        await write({ type: 'release-decided', release: drive.id, way: 'forward' })
        events.emit({ type: 'release-decided', number: record.number, way: 'forward' })
        break
      case 'wait':
        throw closedGate(record, action.index, stores[action.index])
      case 'ask':
        throw undoneOutside(record, record.participants[action.index]?.target ?? '')
      case 'end': {
        const { status } = action
        await write({ type: 'release-ended', release: drive.id, status })
        await keptRelease(release.coordinator, locked.session, drive.id).clear()
        events.emit({ type: 'release-finished', number: record.number, status })
        return answer(status)
      }
    }
  }
}

function recordOf({ journalled }: Deploy, id: string): ReleaseRecord {
  const record = foldReleases(journalled.entries).get(id)
  if (!record) throw new SlipwayError('SW-INTERNAL', `The journal has no release ${id}.`)
  return record
}

/** The coordinator's connection, lock or journal: for whoever holds its lock to begin again with. */
function isCoordinatorsOwn(error: unknown): boolean {
  return ['answer-lost', 'lease-lost', 'journal-conflict'].includes(failureKind(error))
}

/** The lock on the record is gone, so nothing may go on before it is ours again and the record was read again. */
function recordLost(cause: unknown): SlipwayError {
  return new SlipwayError('SW-LEASE-LOST', 'The deploy lock of the coordinator was lost.', {
    cause,
    details: { kind: 'answer-lost' },
  })
}

function closedGate(record: ReleaseRecord, index: number, store: StoreReading | undefined): SlipwayError {
  const target = record.participants[index]?.target ?? ''
  const run = [...(store?.history.runs.values() ?? [])].find((each) => each.status === 'waiting')
  const gate = run?.gate ?? 'ID'
  return new SlipwayError(
    'SW-GATE',
    `Release ${record.number} of ${record.name} waits at gate "${gate}" of ${target}, which is not open. Nothing was changed now.`,
    {
      hint: `When what it waits for is true:\n  slipway gate ${gate} --target ${target} --open --evidence "how I know"\n  slipway resume --release ${record.name}`,
      details: { release: record.name, target, gate },
    },
  )
}
