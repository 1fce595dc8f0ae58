/** One statement that a revision sends, and the line of its file that does. `BEGIN` and `COMMIT` border its transactions. */
export interface Sent {
  readonly text: string
  readonly line: number | null
}

/** One direction of a revision as SQL, or why that cannot be told. */
export type Half =
  | { readonly statements: readonly Sent[] }
  | {
      /** As the end of a sentence: `it reads rows of orders`. */
      readonly why: string
      readonly line?: number
      /** Whether Alembic could be asked. */
      readonly isAnswered: boolean
      /** Whether a scratch database was at hand. */
      readonly onScratch: boolean
    }

/** Both directions. */
export interface Conversion {
  readonly up: Half
  readonly down: Half
}
