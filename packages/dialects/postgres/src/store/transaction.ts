import { SlipwayError } from '@slipway/core'
import type { NewEntry, ServerFacts, TransactionOptions } from '@slipway/core/plugin'
import { failure } from './failure.ts'
import { insertEntry } from './entry-row.ts'
import { literal } from './literal.ts'
import type { Tables } from './tables.ts'
import { transactionLimits } from './timeouts.ts'
import type { WireResult } from './wire.ts'

/** What a transaction needs of its session. */
export interface TransactionContext {
  readonly server: ServerFacts
  readonly tables: Tables
  /** Whose lease a token belongs to, where no entry says so. */
  readonly project: string | undefined
  /** SET statements that the session's own state is rebuilt with after RESET ALL. */
  readonly base: readonly string[]
  /** Throws `SlipwayError`s. */
  script(text: string): Promise<readonly WireResult[]>
  lost(): boolean
}

/** The server's process that runs the transaction, and where to note a failure in it. */
export interface OpenTransaction {
  readonly backend: string
  readonly failed: (error: SlipwayError) => void
  /** Adds entries before the commit, when neither role nor settings are the author's any more. */
  readonly append: (entries: readonly NewEntry[]) => void
}

/** Joins statements into one message. A statement may end in a line comment, so each gets lines of its own. */
export const oneMessage = (statements: readonly string[]): string => statements.join('\n;\n')

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

// FOR KEY SHARE lets the heartbeat go on and makes a successor, who takes FOR UPDATE, wait for our end.
function tokenCheck(context: TransactionContext, options: TransactionOptions): readonly string[] {
  if (options.token === undefined) return []
  const project = options.entries?.[0]?.project ?? context.project
  if (project === undefined) throw new SlipwayError('SW-INTERNAL', 'A token was given without a project')
  return [
    `SELECT FROM ${context.tables.lease} WHERE project = ${literal(project)} AND token = ${options.token} ` +
      'AND owner IS NOT NULL FOR KEY SHARE',
  ]
}

async function open(context: TransactionContext, options: TransactionOptions): Promise<string> {
  const before = [
    // Stated, because the fence rests on it: a rival's committed row is seen as soon as its lock is free.
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    ...transactionLimits(options.timeouts, context.server),
  ]
  const check = tokenCheck(context, options)
  const results = await context.script(
    oneMessage([
      ...before,
      'SELECT pg_backend_pid()::text AS backend',
      ...check,
      ...(options.entries ?? []).map((entry) => insertEntry(context.tables, entry)),
      ...(options.settings ?? []),
    ]),
  )
  if (check.length === 1 && results[before.length + 1]?.rows.length !== 1) {
    throw failure('lease-lost', 'The deploy lock was taken over. What this transaction did was undone.')
  }
  return String(results[before.length]?.rows[0]?.['backend'])
}

/** Refuses to commit over a journal from which the work itself took the rows. */
function journalGuard({ tables }: TransactionContext, entries: readonly NewEntry[]): readonly string[] {
  const [first] = entries
  if (first === undefined) return []
  const kept = `SELECT FROM ${tables.journal} WHERE project = ${literal(first.project)} AND seq = ${first.seq}`
  const message = `the migration changes Slipway''s own tables in ${tables.store.replaceAll("'", "''").replaceAll('%', '%%')}`
  const block = `BEGIN IF NOT EXISTS (${kept}) THEN RAISE EXCEPTION '${message}'; END IF; END`
  return [`DO ${literal(block)}`]
}

/**
 * A temporary table of one migration would stand before the tables of the next one; behind a pooler, before those of the
 * next client.
 */
function forget({ server }: TransactionContext, entries: readonly NewEntry[]): readonly string[] {
  const completes = entries.some(({ body }) => body.type === 'landed' && body.completes !== undefined)
  return server.pooled || completes ? ['DISCARD TEMP'] : []
}

/**
 * Runs `work` in a transaction: one message opens it, bounds it, verifies the token, writes the journal entries and
 * replays settings; one message undoes settings, writes what was
 * appended and commits.
 */
export async function runTransaction<T>(
  context: TransactionContext,
  work: (transaction: OpenTransaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  refuseReplica(context.server)
  let first: SlipwayError | undefined
  const failed = (error: SlipwayError): void => {
    first ??= error
  }
  try {
    const late: NewEntry[] = []
    const append = (entries: readonly NewEntry[]): void => void late.push(...entries)
    const entries = options.entries ?? []
    const result = await work({ backend: await open(context, options), failed, append })
    await context.script(
      oneMessage([
        // Deferred constraints are checked while the author's settings still hold.
        'SET CONSTRAINTS ALL IMMEDIATE',
        ...resets(context.base),
        ...late.map((entry) => insertEntry(context.tables, entry)),
        ...forget(context, entries),
        ...journalGuard(context, entries),
        'COMMIT',
      ]),
    )
    return result
  } catch (thrown) {
    if (!context.lost()) await context.script('ROLLBACK').catch(() => undefined)
    // Work that caught a statement's error left a failed transaction: what is worth telling is that error.
    const aborted = thrown instanceof SlipwayError && thrown.details['sqlstate'] === '25P02'
    throw aborted && first !== undefined ? first : thrown
  }
}
