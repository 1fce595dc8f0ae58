import { SlipwayError, atIndex } from '@slipway/core'
import type { CommitOptions, NewEntry, ServerFacts, Statement, TransactionOptions } from '@slipway/core/plugin'
import { insertEntry } from './entry-row.ts'
import { demandBehind, demandEntry, demandLease, meaningOf } from './own-checks.ts'
import { refuseControl } from './refuse-control.ts'
import type { Batch } from './sender.ts'
import type { Tables } from './tables.ts'
import { transactionLimits } from './timeouts.ts'

/** What a transaction needs of its session. */
export interface TransactionContext {
  readonly server: ServerFacts
  readonly tables: Tables
  /** Whose lease a token belongs to, where no entry says so. */
  readonly project: string | undefined
  /** SET statements that the session's own state is rebuilt with after RESET ALL. */
  readonly base: readonly string[]
  /** Throws `SlipwayError`s. */
  readonly batch: Batch
  lost(): boolean
}

/** Where to note a failure in an open transaction. */
export interface OpenTransaction {
  readonly failed: (error: SlipwayError) => void
  /** Adds entries before the commit, when neither role nor settings are the author's any more. */
  readonly append: (entries: readonly NewEntry[]) => void
}

/** Undoes every SET of the author, in text, in functions and replayed, so that none outlives its transaction. */
export const resets = (base: readonly string[]): readonly string[] => [
  'RESET ALL',
  'RESET SESSION AUTHORIZATION',
  'RESET ROLE',
  ...base,
]

function refuseReplica(server: ServerFacts): void {
  if (server.topology !== 'replica') return
  throw new SlipwayError('SW-NOT-PRIMARY', 'The server is a replica: it accepts no writes. Nothing was changed.', {
    hint: 'Point the url at the primary',
    details: { kind: 'read-only' },
  })
}

/** Demands what must be true when the transaction begins. */
function demands(
  { tables, project }: TransactionContext,
  { token, entries, behind }: CommitOptions,
): readonly string[] {
  if (token === undefined && behind === undefined) return []
  const whose = entries?.[0]?.project ?? project
  if (whose === undefined) throw new SlipwayError('SW-INTERNAL', 'A token was given without a project')
  return [
    ...(token === undefined ? [] : [demandLease(tables, whose, token)]),
    ...(behind === undefined ? [] : [demandBehind(tables, whose, behind)]),
  ]
}

/** Opens a transaction, bounds it, demands the token, writes the journal entries and replays settings. */
function opening(context: TransactionContext, options: CommitOptions): readonly string[] {
  return [
    // Stated, because the fence rests on it: a rival's committed row is seen as soon as its lock is free.
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    ...transactionLimits(options.timeouts, context.server),
    ...demands(context, options),
    ...(options.entries ?? []).map((entry) => insertEntry(context.tables, entry)),
    ...(options.settings ?? []),
  ]
}

/**
 * A temporary table of one migration would stand before the tables of the next one; behind a pooler, before those of the
 * next client.
 */
function forget({ server }: TransactionContext, entries: readonly NewEntry[]): readonly string[] {
  const completes = entries.some(({ body }) => body.type === 'landed' && body.completes !== undefined)
  return server.pooled || completes ? ['DISCARD TEMP'] : []
}

/** Checks deferred constraints while the author's settings still hold, and undoes those. */
const leaving = ({ base }: TransactionContext): readonly string[] => ['SET CONSTRAINTS ALL IMMEDIATE', ...resets(base)]

/** Writes what was appended, refuses to commit over a journal that lost the entries, and commits. */
function closing(
  context: TransactionContext,
  { entries = [] }: TransactionOptions,
  late: readonly NewEntry[],
): readonly string[] {
  const [first] = entries
  return [
    ...late.map((entry) => insertEntry(context.tables, entry)),
    ...forget(context, entries),
    ...(first === undefined ? [] : [demandEntry(context.tables, first.project, first.seq)]),
    'COMMIT',
  ]
}

const marker = /^\/\*.*?\*\/ /s

/**
 * Stands before everything else in a message, since the server's views show only how a message begins: the marker, and how
 * each of the first ten statements begins.
 */
function title(statements: readonly Statement[]): string {
  const [first] = statements
  if (first === undefined) return ''
  const room = Math.max(60, Math.floor(600 / statements.length))
  const begins = statements.slice(0, 10).map(({ text }) => text.replace(marker, '').slice(0, room))
  const more = statements.length > 10 ? ` … ${statements.length - 10} more` : ''
  const words = `${marker.exec(first.text)?.[0] ?? ''}${begins.join('; ')}${more}`
  // Whole runs of both characters: what is left of '//**' without its middle would begin a comment again.
  return `/* ${words.replaceAll(/[/*]{2,}/g, '')} */ `
}

const ours = (texts: readonly string[]): readonly Statement[] => texts.map((text) => ({ text }))

async function undone(context: TransactionContext, thrown: unknown): Promise<unknown> {
  if (!context.lost()) await context.batch([{ text: 'ROLLBACK' }]).catch(() => undefined)
  return thrown instanceof SlipwayError ? meaningOf(thrown, context.tables) : thrown
}

/** Runs statements in a transaction that is opened, run and committed in one message. */
export async function runCommit(context: TransactionContext, options: CommitOptions): Promise<void> {
  refuseReplica(context.server)
  const { statements = [], signal } = options
  for (const statement of statements) refuseControl(statement)
  const [begin = '', ...more] = opening(context, options)
  const before = ours([title(statements) + begin, ...more])
  const isTheirs = (index: number): boolean => index >= before.length && index < before.length + statements.length
  try {
    await context.batch(
      [...before, ...statements, ...ours([...leaving(context), ...closing(context, options, [])])],
      signal,
    )
  } catch (thrown) {
    const error = await undone(context, thrown)
    if (!(error instanceof SlipwayError)) throw error
    const index = Number(error.details['index'] ?? -1)
    throw atIndex(error, isTheirs(index) ? index - before.length : undefined)
  }
}

/** Runs `work` in a transaction that one message opens and another one ends. */
export async function runTransaction<T>(
  context: TransactionContext,
  work: (transaction: OpenTransaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  refuseReplica(context.server)
  let first: SlipwayError | undefined
  const late: NewEntry[] = []
  try {
    await context.batch(ours(opening(context, options)))
    const result = await work({
      failed: (error) => void (first ??= error),
      append: (entries) => void late.push(...entries),
    })
    const [left, closed] = [leaving(context), closing(context, options, late)]
    // A message is read as the settings are when it comes: entries would be written in the author's client_encoding.
    const messages = late.length > 0 ? [left, closed] : [[...left, ...closed]]
    for (const texts of messages) await context.batch(ours(texts))
    return result
  } catch (thrown) {
    const error = await undone(context, thrown)
    // Work that caught a statement's error left a failed transaction: what is worth telling is that error.
    const aborted = error instanceof SlipwayError && error.details['sqlstate'] === '25P02'
    throw aborted && first !== undefined ? first : error
  }
}
