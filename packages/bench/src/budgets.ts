/** Something that costs the same on every machine, and what it may cost at most. */
export interface Budget {
  /** For the page: `round trips for each transactional migration, PostgreSQL`. */
  readonly words: string
  readonly most: number
}

/** What may be spent; every line is asserted by a test of its name in `test/budgets`. */
export const budgets: Readonly<Record<string, Budget>> = {}
