import type { Bridge } from './bridge.ts'
import type { Dialect, ServerFacts } from './dialect.ts'
import type { Scratch } from './driver.ts'
import type { CodeRef, Migration, Statement } from './migration.ts'
import type { Plugin } from './plugin.ts'
import type { CodeFunction } from './step-runner.ts'

/** What an adapter gets besides its own options. */
export interface LoadContext {
  /** Absolute path of the project. */
  readonly cwd: string
  readonly dialect: Dialect
}

/** A file as a value: adapters scaffold, only the CLI writes. `path` is relative to the project. */
export interface NewFile {
  readonly path: string
  readonly content: string
  /** What a person should know of it, in half a sentence. */
  readonly note?: string
}

/** What a new migration is about. */
export interface CreateRequest {
  readonly title: string
  readonly reason?: string
  /** The moment that a timestamp in the name is taken from. */
  readonly now: Date
  /** `repeatable` where the style knows it. */
  readonly repeatable?: boolean
  /** Makes an empty scratch database, which whoever asks drops. Throws where the target allows none. */
  readonly scratch?: () => Promise<Scratch>
}

/** Which migration wants a way back. */
export interface DownRequest {
  readonly migration: string
  /** As in `CreateRequest`. */
  readonly scratch: () => Promise<Scratch>
}

/** What code sends, found out without touching the target's database; or why that cannot be told. */
export type RecordedCode =
  | { readonly by: 'scratch' | 'compiler'; readonly statements: readonly Statement[] }
  | { readonly by: 'nothing'; readonly why: string }

/** Reads all migrations of a project. */
export interface LoadMigrations {
  (context: LoadContext): Promise<readonly Migration[]>
  /**
   * It calls nothing of the dialect that needs the grammar: `up`, `down` and `allow` of what it answers are read when they
   * are asked for. Commands that need no statement then load no grammar.
   */
  readonly lazy?: true
}

/** Reads a team's migration files. */
export interface Adapter extends Plugin<'adapter'> {
  /** In the files' own order. Throws integrity and syntax errors that name file, line and the command that cures. */
  readonly load: LoadMigrations
  /** Files for a new migration in the project's own style. */
  create?(request: CreateRequest, context: LoadContext): Promise<readonly NewFile[]>
  /** The file with the way back of a migration that has none, found on a scratch database, for people to review. */
  createDown?(request: DownRequest, context: LoadContext): Promise<readonly NewFile[]>
  /** Loads what a code step names. */
  resolve?(ref: CodeRef, context: LoadContext): Promise<CodeFunction>
  /** Tells what a code step would send to such a server, without a connection. Shown in plans; what runs is the code. */
  record?(ref: CodeRef, context: LoadContext & { readonly server: ServerFacts }): Promise<RecordedCode>
  readonly bridge?: Bridge
}
