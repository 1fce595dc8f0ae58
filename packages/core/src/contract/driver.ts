import type { Ailment, Dialect, Definitions, Hazard, ServerFacts } from './dialect.ts'
import type { Entry, NewEntry, OutlinedEntry, SessionIdentity } from './journal.ts'
import type { Statement } from './migration.ts'
import type { Plan, Timeouts } from './plan.ts'
import type { Json, Plugin } from './plugin.ts'
import type { ObjectId, Schema } from './schema.ts'

/** A row by its column names. */
export type Row = Readonly<Record<string, unknown>>

/** What a statement answered. */
export interface Result {
  readonly rows: readonly Row[]
  /** Rows written, where the server says so. */
  readonly affected?: number
  /** The client's own answer, for code written against the client. */
  readonly native?: unknown
}

/** Another session, as far as it may be shown: never its query text. */
export interface Peer {
  readonly id: string
  readonly user?: string
  readonly application?: string
  readonly state?: string
  /** The server does not tell who is in the way; this one may be. */
  readonly probable?: boolean
  /** Milliseconds since its transaction or statement began. */
  readonly age?: number
}

/** How far a long statement has come. */
export interface Progress {
  /** The server's own word for what it is doing: `building index: scanning table`. */
  readonly what: string
  readonly done: number
  /** Zero when the server does not know. */
  readonly total: number
}

/** What a transaction carries besides the work. */
export interface TransactionOptions {
  readonly timeouts: Timeouts
  /** SET statements replayed before the work. What they and the work set ends with the transaction. */
  readonly settings?: readonly string[]
  /** Inserted first, under their unique keys, after the token was verified, in the same transaction. */
  readonly entries?: readonly NewEntry[]
  readonly token?: LeaseToken
}

/** A transaction in which nothing is decided while it is open. */
export interface CommitOptions extends TransactionOptions {
  /** Run in order, after the entries. The details of a failure carry the `index` of the statement that failed. */
  readonly statements?: readonly Statement[]
  /** Interrupts `statements`. What was interrupted too late is committed, and does not throw. */
  readonly signal?: AbortSignal
  /** The number of an entry that the commit before this one writes: where that one failed, this one fails and does nothing. */
  readonly behind?: number
}

/** Adds entries to the journal within the open transaction. */
export type Append = (entries: readonly NewEntry[]) => Promise<void>

/** One connection to one database. */
export interface Session {
  readonly server: ServerFacts
  /** `undefined` where sessions cannot be told apart (a pooler). */
  readonly identity: SessionIdentity | undefined
  /**
   * The client's own handle, for code written against the client: `{ db, client }` on MongoDB. What goes through it is
   * neither journalled nor marked, and takes no part in a transaction unless the client is told so.
   */
  readonly native?: unknown
  /** Runs one statement. Throws `SW-STATEMENT-FAILED` whose details carry a `FailureKind`. */
  execute(statement: Statement & { readonly params?: readonly Json[] }, options?: ExecuteOptions): Promise<Result>
  /** Runs `work` and commits; rolls back when it throws. The session handed to it is the transaction's; `append` adds journal entries to it. */
  transaction<T>(work: (session: Session, append: Append) => Promise<T>, options: TransactionOptions): Promise<T>
  /** A transaction whose statements are known beforehand, in as few messages as the server takes: one, at best. */
  commit(options: CommitOptions): Promise<void>
  /** Whether a commit may be sent `behind` one that was not answered yet, so that the server need not wait for us. */
  readonly pipelines?: boolean
  /** The schema; with `about`, of these objects and all that hangs on them at least. */
  inspect(about?: readonly ObjectId[]): Promise<Schema>
  /** Definitions of some objects, `null` where absent, in one query. */
  definitions(objects: readonly ObjectId[]): Promise<Definitions>
  /**
   * Risks of a statement that only the data tell, such as documents that a validator is about to refuse; `undefined` for a
   * statement that no data make riskier. Writes nothing, and may be asked while the session writes entries.
   */
  hazards?(statement: Statement): Promise<readonly Hazard[]> | undefined
  /** Exact row counts, in one read. Absent tables are left out. */
  countRows(tables: readonly ObjectId[]): Promise<Readonly<Record<ObjectId, number>>>
  /** Estimated rows and bytes of tables and indexes, from statistics. */
  stats(
    objects: readonly ObjectId[],
  ): Promise<Readonly<Record<ObjectId, { readonly rows: number; readonly bytes: number }>>>
  /** A checksum over all rows of each table that does not depend on their order. Absent tables are left out. */
  contentChecksums(tables: readonly ObjectId[]): Promise<Readonly<Record<ObjectId, string>>>
  close(): Promise<void>
}

/** What bounds one statement. */
export interface ExecuteOptions {
  /** Cancels the statement on the server, from another connection, and waits for its end. */
  readonly signal?: AbortSignal
  readonly timeouts?: Timeouts
  /** SET statements that the statement runs under, outside a transaction, and that are undone after it. */
  readonly settings?: readonly string[]
}

/** Why a statement failed, as far as it decides what to do next. */
export type FailureKind =
  | 'lock-timeout'
  | 'deadlock'
  | 'serialization'
  /** Our own journal row met another one under the same key: somebody else did it. */
  | 'journal-conflict'
  /** The token in the lease is no longer ours. */
  | 'lease-lost'
  /** The connection ended and no answer came: the statement may have taken effect. */
  | 'answer-lost'
  | 'canceled'
  | 'permission'
  | 'read-only'
  | 'disk-full'
  | 'other'

/** Grows with every holder of the deploy lock: an older one is worth nothing. */
export type LeaseToken = number

/** Who holds the deploy lock. */
export interface LeaseHolder {
  readonly owner: string
  readonly token: LeaseToken
  readonly session?: Peer
  /** Milliseconds since it was acquired, by the server's clock. */
  readonly heldFor: number
  /** Counter that the holder moves while alive. */
  readonly beat: number
}

/** Who asks for the deploy lock, and how long they wait. */
export interface LeaseOptions {
  readonly project: string
  /** `user@host (pid 4121)`. */
  readonly owner: string
  readonly timeouts: Timeouts
  readonly onWaiting?: (holder: LeaseHolder | undefined, waited: number) => void
  readonly signal?: AbortSignal
}

/** The deploy lock, held. */
export interface Lease {
  /** The session that holds the lock; every non-transactional statement runs on it. */
  readonly session: Session
  readonly token: LeaseToken
  /** Aborts when the lease is lost. */
  readonly signal: AbortSignal
}

/** The stored, append-only entries of one project. */
export interface Journal {
  /** Entries with a `seq` above `after`, in order. Empty when nothing was ever prepared. Never writes. */
  read(after?: number): Promise<readonly Entry[]>
  /**
   * All entries, without what only a way back needs, where the server can prove the chain over what it keeps. Absent: all is
   * read.
   */
  outline?(): Promise<readonly OutlinedEntry[]>
  /** Creates what is missing. Safe when many do it at once. */
  prepare(): Promise<void>
  /** Appends in a transaction of its own, the token verified. Throws a `journal-conflict` when another entry took a key or a seq. */
  append(entries: readonly NewEntry[], token: LeaseToken | undefined): Promise<void>
}

/** Values kept beside the journal, such as the plan of a run under way. Not part of the history. */
export interface Checkpoints {
  read(key: string): Promise<Json | undefined>
  write(session: Session, key: string, value: Json): Promise<void>
  clear(key: string): Promise<void>
}

/** A database made for a rehearsal or a test, which only its own role can enter. */
export interface Scratch {
  readonly driver: Driver
  /** Connects the app's tests; carries a password that lives as long as the scratch. */
  readonly url: string
  readonly name: string
  drop(): Promise<void>
}

/** Where a driver keeps the journal and what belongs to it. */
export interface Storage {
  /** In people's words: `schema "slipway"`. */
  readonly name: string
  /** What its tables are called there: `journal`, `lease`. */
  readonly parts: readonly string[]
  /** Whether it is there already. */
  readonly exists: boolean
}

/** What a script needs besides the plan: the journal's rows, numbered and chained after `after`. */
export interface ScriptParts {
  readonly plan: Plan
  readonly project: string
  /** The last `seq` that the journal must have for the script to fit. */
  readonly after: number
  /** Written before the first unit. */
  readonly head: readonly NewEntry[]
  /** One list for each unit of the plan: committed with it, or right after it where it cannot be. */
  readonly units: readonly (readonly NewEntry[])[]
  /** Written after the last unit. */
  readonly tail: readonly NewEntry[]
}

/** How a session presents itself. */
export interface ConnectOptions {
  /** Shown by the server beside the session. */
  readonly application?: string
}

/** How much of a dialect is wanted at once. */
export interface DialectOptions {
  /** `later`: whoever needs the grammar awaits `Dialect.load` first. Default: `now`. */
  readonly grammar?: 'now' | 'later'
}

/** The effectful half of a database. */
export interface Driver extends Plugin<'driver'> {
  /** Loads the grammar, unless that is to come later; its methods are then synchronous. */
  dialect(options?: DialectOptions): Promise<Dialect>
  /** For people: `db-main:5432/shop`, without a secret. */
  readonly address: string
  /** Throws `SW-CONNECT` and its kin. */
  connect(options?: ConnectOptions): Promise<Session>
  /** The server's and database's own identity. */
  identify(session: Session): Promise<{ readonly server: string; readonly database: string }>
  journal(session: Session, project: string): Journal
  checkpoints(session: Session, project: string): Checkpoints
  /** Where the journal is kept, or would be. Writes nothing. */
  storage?(session: Session): Promise<Storage>
  /**
   * Removes all that is kept of a project, and with the last project the storage itself; answers whether that is gone too.
   * It is the last thing done under a lease, whose row goes with it.
   */
  forget?(lease: Pick<Lease, 'session' | 'token'>, project: string): Promise<{ readonly whole: boolean }>
  /** Prepares the journal, and runs `work` while holding the deploy lock. Throws `SW-LOCKED` after `timeouts.lease`. */
  lease<T>(options: LeaseOptions, work: (lease: Lease) => Promise<T>): Promise<T>
  /** Who holds the deploy lock now; `undefined` when nobody does. */
  holder(session: Session, project: string): Promise<LeaseHolder | undefined>
  /** Ends the holder's sessions on the server and clears the lease. */
  breakLease(session: Session, project: string): Promise<void>
  /** Whether a session still lives, as the server sees it. */
  alive(session: Session, identity: SessionIdentity): Promise<Peer | undefined>
  /** Sessions that hold what `waiter` waits for. */
  blockers(session: Session, waiter: SessionIdentity): Promise<readonly Peer[]>
  /** How far the statement that a session runs has come, where the server tells. */
  progress?(session: Session, worker: SessionIdentity): Promise<Progress | undefined>
  /** Sessions that work on an object right now (an index build, say). */
  workers(session: Session, object: ObjectId): Promise<readonly Peer[]>
  /** Sessions whose age or snapshot makes CONCURRENTLY wait, oldest first. */
  oldest(session: Session): Promise<readonly Peer[]>
  /** Writes a plan as a script that the server's own client runs, journal rows included. */
  script?(parts: ScriptParts): string
  /** Scratch databases that rehearsals left on the server, for `doctor` to name; a running one's is among them. */
  leftovers?(session: Session): Promise<readonly Ailment[]>
  /** Makes an empty scratch database on this server. `nonce` names it; `admin` statements run with the maker's rights. */
  scratch?(nonce: string, options?: { readonly extensions?: readonly string[] }): Promise<Scratch>
}
