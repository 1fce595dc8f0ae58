import type { Analysis, Dialect, ServerFacts } from './dialect.ts'
import type { Migration, Statement } from './migration.ts'
import type { Location, Plugin } from './plugin.ts'

/** A statement of a migration with what its dialect says of it. */
export interface LintStatement {
  readonly statement: Statement
  readonly analysis: Analysis
}

/** What a rule looks at: one migration, on the way up. */
export interface LintSubject {
  readonly migration: Migration
  readonly statements: readonly LintStatement[]
  readonly dialect: Dialect
  readonly server: ServerFacts
}

/** Puts `text` in the place of what stands from `start` up to `end`: offsets in the statement's text, in UTF-16 units. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One thing that a rule has to say. */
export interface LintFinding<Message extends string = string> {
  /** A key of the rule's `messages`. */
  readonly message: Message
  /** Fills the `{name}`s of the message. */
  readonly data?: Readonly<Record<string, string | number>>
  readonly at?: Location
  /** What would cure it. */
  readonly edit?: TextEdit & { readonly statement: Statement }
}

/** Judges migrations before they are planned. Pure: the same subject always gives the same findings. */
export interface LintRule<Message extends string = string> extends Plugin<'rule'> {
  readonly severity: 'error' | 'warning'
  /** One line: what the rule is against. */
  readonly summary: string
  /** Every message that it can give; `{name}` stands for a value of the finding's `data`. */
  readonly messages: Readonly<Record<Message, string>>
  check(subject: LintSubject): Iterable<LintFinding<Message>>
}
