import type { ReleaseFailure } from '../contract/release.ts'
import { catalogue } from '../errors/catalogue.ts'
import { failureKind } from '../errors/failure-kind.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Disagreement } from './disagreements.ts'
import type { Irreversible } from './irreversible.ts'
import type { ReleaseRecord } from './release-record.ts'

/** What is kept of an error in the record. */
export function failureOf(target: string, error: unknown): ReleaseFailure {
  const known = error instanceof SlipwayError
  const message = error instanceof Error ? error.message : String(error)
  return { target, code: known ? error.code : 'SW-INTERNAL', message: known ? message : 'internal error' }
}

/** Says nothing of the migrations themselves: the same may well succeed later, so the release stays open. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof SlipwayError)) return true
  const kind = failureKind(error)
  if (kind === 'answer-lost' || kind === 'lease-lost' || kind === 'journal-conflict') return true
  const passing = [1, 4, 11, 12].includes(catalogue[error.code].exit)
  return passing || error.code === 'SW-INTERRUPTED' || error.code === 'SW-UNKNOWN'
}

const waysOut = (name: string): string =>
  `See where each store stands:\n  slipway doctor --release ${name}\nand go on when the cause is gone:\n  slipway resume --release ${name}`

/** The release stopped between its stores and can be gone on with. */
export function stopped(record: ReleaseRecord, failure: ReleaseFailure, cause: unknown): SlipwayError {
  const { name, number, decided } = record
  const way =
    decided === 'forward'
      ? 'It is past its point of no return, so there is only forward.'
      : decided === 'back'
        ? 'It was being compensated.'
        : 'Its point of no return is not passed.'
  const back = decided === undefined ? `\nor take back what was done:\n  slipway rollback --release ${name}` : ''
  return new SlipwayError(
    'SW-RELEASE-OPEN',
    `Release ${number} of ${name} stopped at ${failure.target}: ${unchanged(failure.message)}\n${way} What was changed so far stays: ${changed(record)}.`,
    {
      hint: `${hintOf(cause, failure.target, name)}${waysOut(name)}${back}`,
      cause,
      details: { release: name, number, target: failure.target, code: failure.code },
    },
  )
}

/** A compensation failed: the release is between its stores, on its way back. */
export function compensationFailed(record: ReleaseRecord, failure: ReleaseFailure, cause: unknown): SlipwayError {
  const { name, number } = record
  return new SlipwayError(
    'SW-RELEASE-COMPENSATION',
    `Release ${number} of ${name} could not be taken back on ${failure.target}: ${unchanged(failure.message)}\nThe stores after it in the order are as they were before; ${failure.target} and those before it are not yet.`,
    {
      hint: `Cure the cause (a down may be corrected in its file), then:\n  slipway resume --release ${name}\nMore:\n  slipway doctor --release ${name}`,
      cause,
      details: { release: name, number, target: failure.target, code: failure.code },
    },
  )
}

/** The release failed before its point of no return, and everything is as it was before. */
export function reverted(record: ReleaseRecord): SlipwayError {
  const { name, number, why } = record
  const cause =
    why === undefined || typeof why === 'string'
      ? (why ?? 'it was taken back')
      : `${why.target}: ${unchanged(why.message)}`
  return new SlipwayError(
    'SW-RELEASE-REVERTED',
    `Release ${number} of ${name} failed at ${cause}\nIt was compensated: what had been changed on its stores was undone, newest first.`,
    {
      hint: `Correct the migration and begin again:\n  slipway apply --release ${name}`,
      details: {
        release: name,
        number,
        ...(why !== undefined && typeof why !== 'string' && { target: why.target, code: why.code }),
      },
    },
  )
}

/** The store with the record is out of reach. Nothing goes on without it. */
export function coordinatorLost(name: string, target: string, cause: SlipwayError): SlipwayError {
  return new SlipwayError(
    'SW-RELEASE-COORDINATOR',
    `The coordinator of release ${name}, ${target}, is out of reach: ${unchanged(cause.message)}\nWithout it nothing further is applied or taken back on any store; what was changed before stays and is known to each.`,
    {
      hint: `When it can be reached again:\n  slipway resume --release ${name}`,
      cause,
      details: { release: name, coordinator: target, code: cause.code },
    },
  )
}

/** One store has forgotten what another one remembers. */
export function disagreement(name: string, found: readonly Disagreement[]): SlipwayError {
  return new SlipwayError(
    'SW-RELEASE-DISAGREES',
    `The stores of release ${name} disagree. Nothing was changed.\n${found.map(({ message }) => `  ${message}`).join('\n')}`,
    {
      hint: `A store that was restored from a backup is brought to the same moment as the others, or the others to its.\nIf it is to stay as it is, each store is taken as its own journal says, and no longer as a part of these releases:\n  slipway repair --release ${name} --why "..."`,
      details: { release: name, disagreements: found.map((one) => ({ ...one })) },
    },
  )
}

/** Somebody rolled back a store that the record has as applied. */
export function undoneOutside(record: ReleaseRecord, target: string): SlipwayError {
  const { name, number, decided } = record
  const back =
    decided === undefined
      ? `Take back the rest of the release too:\n  slipway rollback --release ${name}\nor take`
      : 'Take'
  return new SlipwayError(
    'SW-RELEASE-DISAGREES',
    `Release ${number} of ${name} has ${target} as applied, and it was rolled back there since, outside the release. Nothing was changed.`,
    {
      hint: `${back} each store as it is and close the release:\n  slipway repair --release ${name} --why "..."`,
      details: { release: name, number, target },
    },
  )
}

/** A release that a failure could not take back must not begin. */
export function cannotCompensate(name: string, found: readonly Irreversible[]): SlipwayError {
  const lines = found.map(({ target, migration, file, why }) => `  ${target}: ${migration} (${file}): ${why}`)
  const [first] = found
  return new SlipwayError(
    'SW-IRREVERSIBLE',
    `Before its point of no return a release must be able to take everything back, and this it could not. Nothing was changed.\n${lines.join('\n')}`,
    {
      hint: `Write a down, or put the point of no return before it in slipway.config.ts:\n  pointOfNoReturn: { before: '${first?.target ?? ''}' }`,
      details: { release: name, irreversible: found.map((one) => ({ ...one })) },
    },
  )
}

function changed({ participants }: ReleaseRecord): string {
  const done = participants.filter((each) => each.applied && !each.compensated).map(({ target }) => target)
  return done.length === 0 ? 'no store is applied as a whole' : `${done.join(', ')} applied`
}

/** What a participant's own hint says, where it is about the participant and not about running the whole again. */
function hintOf(cause: unknown, target: string, name: string): string {
  if (!(cause instanceof SlipwayError) || cause.code !== 'SW-UNKNOWN') return ''
  return `Look at ${target}, then say which it is:\n  slipway resume --release ${name} --landed "how I know"\n  slipway resume --release ${name} --not-landed "how I know"\n`
}

/** A refusal of one store must not speak for the others. */
function unchanged(message: string): string {
  return message.replaceAll(/ ?Nothing was changed( now)?\./g, '')
}
