import type { ServerFacts } from '../contract/dialect.ts'
import type { LeaseHolder } from '../contract/driver.ts'
import type { Direction, Entry } from '../contract/journal.ts'
import type { Migration } from '../contract/migration.ts'
import type { Plan } from '../contract/plan.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import type { MigrationState, MigrationStatus } from '../history/states.ts'
import type { Difference } from '../plan/compare.ts'
import type { AcceptedHazard, PlannedHazard } from '../plan/hazards.ts'

/** Where everything was asked. Heads every answer. */
export interface Where {
  readonly target: string
  readonly address: string
  readonly server: ServerFacts
}

/** A run that neither ended nor was given up. */
export interface OpenRun {
  readonly run: string
  readonly batch: number
  readonly status: 'running' | 'interrupted' | 'waiting'
  /** Who holds the deploy lock while it is running. */
  readonly holder?: LeaseHolder
  readonly direction: Direction
  readonly gate?: string
  /** The release over several stores that it belongs to, by its name in the config. */
  readonly release?: string
  readonly migrations: readonly string[]
}

/** Every migration with its one state, and the runs that are not over. */
export interface Status {
  readonly where: Where
  readonly migrations: readonly MigrationStatus[]
  readonly runs: readonly OpenRun[]
  readonly counts: Readonly<Record<MigrationState, number>>
}

/** A plan, and what stands in its way. */
export interface PlanResult {
  readonly where: Where
  readonly plan: Plan
  readonly applied: number
  /** What the plan applies; of a rollback, what waits to be applied besides. */
  readonly pending: number
  /** Hazards that stop, less those accepted. Apply refuses while there is one. */
  readonly refused: readonly PlannedHazard[]
  /** Accepted hazards, with who accepted them in which file. */
  readonly accepted: readonly AcceptedHazard[]
  /** Planned migrations that were applied before, and that a framework's own table does not list any more. */
  readonly again?: readonly { readonly id: string; readonly by: string }[]
}

/** What an apply, a rollback, a redo or a resume came to. Times in milliseconds. */
export interface RunResult {
  readonly where: Where
  readonly run?: string
  readonly batch?: number
  readonly status: 'applied' | 'reverted' | 'waiting' | 'nothing'
  /** `milliseconds` counts what this process did: zero for what had landed before it took the run over. */
  readonly migrations: readonly { readonly id: string; readonly title: string; readonly milliseconds: number }[]
  readonly gate?: { readonly gate: string; readonly why: string }
  readonly pending: number
  readonly milliseconds: number
  /** Of a rollback: how the schema compares with the one recorded before. `undefined` when none was recorded. */
  readonly compared?: { readonly objects: number; readonly differences: readonly Difference[] }
}

/** One thing that doctor or verify found. */
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

/** What doctor found. `where` is absent when the server was not reached. */
export interface DoctorReport {
  readonly where?: Where
  readonly findings: readonly Finding[]
  /** Of the worst finding. */
  readonly exit: number
}

/** How files and history compare. */
export interface VerifyReport {
  readonly where: Where
  readonly checked: number
  readonly problems: readonly Finding[]
  /** Of the worst problem; 0 when there is none. */
  readonly exit: number
}

/** How the schema compares with the one that the last run left. */
export interface DriftReport {
  readonly where: Where
  /** When the compared schema was recorded; `undefined` when none was. */
  readonly since?: string
  readonly objects: number
  readonly differences: readonly Difference[]
}

/** Entries of the journal, oldest first. */
export interface HistoryResult {
  readonly where: Where
  readonly entries: readonly Entry[]
}

/** Who held the deploy lock, and whether it was taken away. */
export interface UnlockResult {
  readonly where: Where
  readonly holder?: LeaseHolder
  readonly broken: boolean
}

/** Answers whether a proof covers a migration's up and down as they are. */
export type ProofLookup = (migration: Migration) => Promise<boolean>
