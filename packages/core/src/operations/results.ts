import type { Hazard, ServerFacts } from '../contract/dialect.ts'
import type { LeaseHolder } from '../contract/driver.ts'
import type { Entry } from '../contract/journal.ts'
import type { Allowance, Migration } from '../contract/migration.ts'
import type { Plan } from '../contract/plan.ts'
import type { ObjectId } from '../contract/schema.ts'
import type { ErrorCode } from '../errors/catalogue.ts'

/** Exactly one for each id in files ∪ history. */
export type MigrationState =
  | 'applied'
  | 'pending'
  /** Applied, and its file differs now. */
  | 'edited'
  /** Applied, and its file is gone. */
  | 'missing'
  /** Some parts landed. */
  | 'partial'
  /** A statement was sent and its outcome is not recorded. */
  | 'unknown'
  /** Belongs to a run that waits at a gate. */
  | 'waiting'
  /** A repeatable whose file changed since it ran. */
  | 'changed'

export interface MigrationStatus {
  readonly id: string
  readonly title: string
  readonly state: MigrationState
  readonly file: string
  /** Server time of its last part, ISO 8601. */
  readonly at?: string
  readonly by?: string
  readonly batch?: number
  /** `journal`, `baseline`, or the bridge that saw it applied. */
  readonly via?: string
  readonly checksum?: string
}

/** Where everything was asked. Heads every answer. */
export interface Where {
  readonly target: string
  readonly address: string
  readonly server: ServerFacts
}

export interface OpenRun {
  readonly run: string
  readonly batch: number
  readonly status: 'interrupted' | 'waiting' | 'failed'
  readonly direction: 'up' | 'down'
  readonly gate?: string
  readonly migrations: readonly string[]
}

export interface Status {
  readonly where: Where
  readonly migrations: readonly MigrationStatus[]
  readonly runs: readonly OpenRun[]
  readonly counts: Readonly<Record<MigrationState, number>>
}

export interface PlanResult {
  readonly where: Where
  readonly plan: Plan
  readonly applied: number
  readonly pending: number
  /** Hazards that stop, less those accepted. Apply refuses while there is one. */
  readonly refused: readonly (Hazard & { readonly migration: string })[]
  /** Accepted hazards, with who accepted them in which file. */
  readonly accepted: readonly (Hazard & { readonly migration: string; readonly reason: string })[]
}

export interface RunResult {
  readonly where: Where
  readonly run?: string
  readonly batch?: number
  readonly status: 'applied' | 'reverted' | 'waiting' | 'nothing'
  readonly migrations: readonly { readonly id: string; readonly title: string; readonly milliseconds: number }[]
  readonly gate?: { readonly gate: string; readonly why: string }
  readonly pending: number
  readonly milliseconds: number
  /** Of a rollback: how the schema compares with the one recorded before. `undefined` when none was recorded. */
  readonly compared?: { readonly objects: number; readonly differences: readonly Difference[] }
}

/** One object that differs between two schemas; absent is `null`. */
export interface Difference {
  readonly object: ObjectId
  readonly before: string | null
  readonly after: string | null
}

export interface Finding {
  readonly level: 'ok' | 'note' | 'problem'
  /** `PARTIAL`, `LOCKED`, `EDITED` … heads the line. */
  readonly name: string
  readonly code?: ErrorCode
  readonly message: string
  readonly lines: readonly string[]
  /** Commands that get out, with what each does. */
  readonly exits: readonly { readonly command: string; readonly effect: string }[]
}

export interface DoctorReport {
  readonly where?: Where
  readonly findings: readonly Finding[]
  /** Of the worst finding. */
  readonly exit: number
}

export interface VerifyReport {
  readonly where: Where
  readonly checked: number
  readonly problems: readonly Finding[]
}

export interface DriftReport {
  readonly where: Where
  /** When the compared schema was recorded; `undefined` when none was. */
  readonly since?: string
  readonly objects: number
  readonly differences: readonly Difference[]
}

export interface HistoryResult {
  readonly where: Where
  readonly entries: readonly Entry[]
}

export interface UnlockResult {
  readonly where: Where
  readonly holder?: LeaseHolder
  readonly broken: boolean
}

/** For one run only, from `--allow CODE=reason`; journalled. */
export type RunAllowance = Pick<Allowance, 'code' | 'reason'>

/** Answers whether a proof covers a migration's up and down as they are. */
export type ProofLookup = (migration: Migration) => Promise<boolean>
