import { ownTimeouts, SlipwayError } from '@slipway/core'
import type { NewEntry, TransactionOptions } from '@slipway/core/plugin'
import type { ClientSession } from 'mongodb'
import { acknowledged } from '../store/prepare.ts'
import { writeOf } from '../store/entry-document.ts'
import { fence, fenced } from '../store/lease-document.ts'
import { asFailure, failure } from './failure.ts'
import type { Inside } from './inside.ts'

/** An open transaction: its session, and where to note a failure in it. */
export interface OpenTransaction {
  readonly session: ClientSession
  readonly failed: (error: SlipwayError) => void
  /** Adds entries before the commit. */
  readonly append: (entries: readonly NewEntry[]) => Promise<void>
}

/** The server has ended the transaction: NoSuchTransaction, TransactionExceededLifetimeLimitSeconds. */
const ended = new Set([251, 290])

function lifetimeError(thrown: unknown, lasted: number, lifetime: number): unknown {
  if (!(thrown instanceof SlipwayError) || !ended.has(Number(thrown.details['code'])) || lasted < lifetime)
    return thrown
  return new SlipwayError(
    'SW-STATEMENT-FAILED',
    `The server ended the transaction after ${Math.round(lifetime / 1000)} s, its limit. What it did was undone.`,
    {
      hint: 'Cut the change into several migrations that each write less, or let an administrator raise the limit:\n  db.adminCommand({ setParameter: 1, transactionLifetimeLimitSeconds: … })',
      details: { ...thrown.details, kind: 'other' },
    },
  )
}

/** Verifies the token and writes the entries, in one command: what comes after an update that failed is not run. */
async function write(
  inside: Inside,
  { entries = [], token }: Pick<TransactionOptions, 'entries' | 'token'>,
  session?: ClientSession,
): Promise<void> {
  const { store } = inside
  const updates = [
    ...(token === undefined ? [] : [fence(inside, entries[0]?.project, token)]),
    ...entries.map((entry) => writeOf(store, entry)),
  ]
  if (updates.length === 0) return
  const concern = session === undefined ? { writeConcern: acknowledged } : {}
  const command = { update: store.journal, updates, ordered: true, ...concern }
  try {
    await inside.command(store.database, command, session)
  } catch (thrown) {
    throw fenced(thrown)
  }
}

/** Runs `work` in a transaction that verifies the token and writes the journal entries first. */
export async function runTransaction<T>(
  inside: Inside,
  lifetime: number,
  work: (transaction: OpenTransaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const began = performance.now()
  const session = inside.client.startSession()
  let first: SlipwayError | undefined
  try {
    session.startTransaction({
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
      maxCommitTimeMS: ownTimeouts.transaction,
    })
    await write(inside, options, session)
    const result = await work({
      session,
      failed: (error) => {
        first ??= error
      },
      append: (entries) => write(inside, { entries }, session),
    })
    try {
      // The client asks once more where no answer came; the server knows the transaction by its number and repeats nothing.
      await session.commitTransaction()
    } catch (thrown) {
      throw asFailure(thrown, inside)
    }
    return result
  } catch (thrown) {
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined)
    // Work that caught a statement's error left a transaction that the server has ended: what is worth telling is that error.
    const aborted = thrown instanceof SlipwayError && ended.has(Number(thrown.details['code']))
    throw lifetimeError(aborted && first !== undefined ? first : thrown, performance.now() - began, lifetime)
  } finally {
    await session.endSession()
  }
}

/**
 * Where the server has no transactions: the entries alone, each under its unique keys. Work may read and compute; what it
 * sends is refused, since nothing could undo it.
 */
export async function withoutTransaction<T>(
  inside: Inside,
  work: (append: (entries: readonly NewEntry[]) => Promise<void>) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const late: NewEntry[] = []
  const result = await work(async (entries) => void late.push(...entries))
  await write(inside, options)
  await write(inside, { entries: late })
  return result
}

/** A statement met a server without transactions. */
export const noTransactions = (): SlipwayError =>
  failure('other', 'A standalone server has no transactions. Nothing was changed.')
