import { SlipwayError } from '@slipway/core'
import type { Json, LeaseToken, NewEntry, ServerFacts, Statement, TransactionOptions } from '@slipway/core/plugin'
import type { Flavor, Syntax } from '../dialect/syntax.ts'
import { failure } from '../failure.ts'
import { insertEntries, type Insert } from '../store/entry-row.ts'
import { verifyLease } from '../store/lease-row.ts'
import type { Tables } from '../store/tables.ts'
import type { WireResult } from '../wire.ts'
import { refuseCommit } from './refuse-commit.ts'
import type { Limits } from './session-state.ts'
import { boundedInsert, statementLimits, transactionLimits } from './timeouts.ts'

/** What a transaction needs of its session. */
export interface TransactionContext {
  readonly server: ServerFacts
  readonly flavor: Flavor
  readonly syntax: Syntax
  /** Whose lease a token belongs to, where no entry says so. */
  readonly project: string | undefined
  /** Bounds what is sent from then on. */
  bound(limits: Limits): Promise<void>
  /** Says that what is sent may change the session. */
  touched(): void
  /** Puts back what the work may have changed of the session. */
  restore(): Promise<void>
  /** Drops the temporary tables of a migration that is complete: they would stand before the tables of the next one. */
  forget(): Promise<void>
  /** Slipway's tables; asked only where a token or entries need them. */
  tables(): Promise<Tables>
  /** Throws `SlipwayError`s. */
  send(statement: Statement & { readonly params?: readonly Json[] }): Promise<WireResult>
  lost(): boolean
}

/** What the work in a transaction reports to it. */
export interface OpenTransaction {
  /** A statement failed: nothing more is sent, because the server may have undone part of the transaction or all of it. */
  readonly failed: (error: SlipwayError) => void
  /** Throws what failed before. */
  readonly check: () => void
  /** Adds entries before the commit, when no settings are the author's any more. */
  readonly append: (entries: readonly NewEntry[]) => void
}

/** Only the transaction that made a savepoint can release it: a commit in between, implicit or not, took it away. */
const border = 'slipway_transaction'

/** Refuses to write to what takes its rows from elsewhere, or is told not to. */
export function refuseReplica(server: ServerFacts): void {
  if (server.topology !== 'replica') return
  throw new SlipwayError(
    'SW-NOT-PRIMARY',
    'The server is a replica or read-only: it is not written to. Nothing was changed.',
    {
      hint: 'Point the url at the primary',
      details: { kind: 'read-only' },
    },
  )
}

/** Sends an INSERT of entries; answers whether a transaction is open after it. */
async function send(context: TransactionContext, { text, params, rows }: Insert): Promise<boolean> {
  try {
    const { affected, open } = await context.send({ text, params })
    if (affected !== rows) throw leaseLost()
    return open === true
  } catch (thrown) {
    if (!(thrown instanceof SlipwayError) || thrown.details['errno'] !== 1062) throw thrown
    throw failure('journal-conflict', 'Somebody else wrote this part of the history first')
  }
}

/** Writes entries; with a token, only where it is still the lease's. */
async function write(context: TransactionContext, entries: readonly NewEntry[], token?: LeaseToken): Promise<void> {
  if (entries.length === 0) return
  for (const insert of insertEntries(await context.tables(), entries, token)) await send(context, insert)
}

const leaseLost = (): SlipwayError =>
  failure('lease-lost', 'The deploy lock was taken over. What this transaction did was undone.')

/** Entries verify the token themselves. */
async function verifyToken(context: TransactionContext, { entries = [], token }: TransactionOptions): Promise<void> {
  if (token === undefined || entries.length > 0) return
  if (context.project === undefined) throw new SlipwayError('SW-INTERNAL', 'A token was given without a project')
  const tables = await context.tables()
  const params = [tables.database, context.project, token]
  const { rows } = await context.send({ text: verifyLease(tables), params })
  if (rows.length !== 1) throw leaseLost()
}

async function open(context: TransactionContext, options: TransactionOptions): Promise<void> {
  await context.bound(transactionLimits(options.timeouts, context.flavor))
  await context.send({ text: 'START TRANSACTION READ WRITE' })
  await context.send({ text: `SAVEPOINT ${border}` })
  await verifyToken(context, options)
  await write(context, options.entries ?? [], options.token)
  for (const text of options.settings ?? []) {
    refuseCommit({ text }, context.syntax)
    context.touched()
    await context.send({ text })
  }
}

/** A commit that nobody asked for. */
export const endedInside = (): SlipwayError =>
  new SlipwayError(
    'SW-UNKNOWN',
    'A statement ended the transaction that it ran in. What ran before it is committed, its journal entry too; what came after is not.',
    {
      hint: 'See what the server did, and write what is missing as a migration of its own:\n  slipway drift',
      details: { kind: 'other' },
    },
  )

async function sameTransaction(context: TransactionContext): Promise<void> {
  try {
    await context.send({ text: `RELEASE SAVEPOINT ${border}` })
  } catch (thrown) {
    throw thrown instanceof SlipwayError && thrown.details['errno'] === 1305 ? endedInside() : thrown
  }
}

/** Refuses to commit over a journal from which the work itself took the rows. */
async function guardJournal(context: TransactionContext, [first]: readonly NewEntry[]): Promise<void> {
  if (first === undefined) return
  const tables = await context.tables()
  const text = `SELECT seq FROM ${tables.journal} WHERE db = ? AND project = ? AND seq = ?`
  const { rows } = await context.send({ text, params: [tables.database, first.project, first.seq] })
  if (rows.length === 1) return
  throw failure('other', `The migration changes Slipway's own tables in ${tables.schema}. What it did was undone.`)
}

/** Rolls back; a table that does not take part keeps what was written to it, and the server says so. */
async function undo(context: TransactionContext): Promise<boolean> {
  const { warnings } = await context.send({ text: 'ROLLBACK' })
  if (warnings === 0) return true
  const { rows } = await context.send({ text: 'SHOW WARNINGS' })
  return !rows.some((row) => Number(row['Code']) === 1196)
}

const kept = (cause: SlipwayError): SlipwayError =>
  new SlipwayError(
    'SW-UNKNOWN',
    `${cause.message}\nIt wrote to a table whose engine does not take part in transactions: that stays.`,
    { hint: 'Look at what it wrote, and undo it by hand', cause, details: { ...cause.details, kind: 'other' } },
  )

/** Whatever comes next may take its time: what bounds our stall in a transaction ends before it does. */
const release = (context: TransactionContext, { timeouts }: TransactionOptions): Promise<void> =>
  context.bound(statementLimits(timeouts, context.flavor))

/**
 * Commits entries alone, the token verified: one statement is a transaction by itself, once the session is as it began.
 */
export async function commitEntries(context: TransactionContext, options: TransactionOptions): Promise<void> {
  const { entries = [], token, timeouts } = options
  const insert = boundedInsert(timeouts, context.flavor)
  const inserts = insertEntries(await context.tables(), entries, token, insert)
  if (inserts.length > 1) return runTransaction(context, async () => undefined, options)
  refuseReplica(context.server)
  await context.restore()
  for (const each of inserts) {
    // A procedure may have left a transaction open.
    if (await send(context, each)) await context.send({ text: 'COMMIT' })
  }
}

/**
 * Runs `work` in a transaction that is bounded, verifies the token, and begins with the journal entries. Before it commits
 * it makes sure that it is still the same one.
 */
export async function runTransaction<T>(
  context: TransactionContext,
  work: (transaction: OpenTransaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  refuseReplica(context.server)
  let first: SlipwayError | undefined
  const late: NewEntry[] = []
  const check = (): void => {
    if (first !== undefined) throw first
  }
  try {
    await open(context, options)
    const result = await work({
      failed: (error) => void (first ??= error),
      check,
      append: (entries) => void late.push(...entries),
    })
    check()
    await context.restore()
    await release(context, options)
    await write(context, late)
    await sameTransaction(context)
    await guardJournal(context, options.entries ?? [])
    await context.send({ text: 'COMMIT' })
    const completes = [...(options.entries ?? []), ...late].some(({ body }) => 'completes' in body && body.completes)
    // What is committed is not undone by this; a session that ended has none.
    if (completes) await context.forget().catch(() => undefined)
    return result
  } catch (thrown) {
    if (context.lost()) throw thrown
    const undone = await undo(context).catch(() => true)
    await context.restore().catch(() => undefined)
    await release(context, options).catch(() => undefined)
    throw undone || !(thrown instanceof SlipwayError) ? thrown : kept(thrown)
  }
}
