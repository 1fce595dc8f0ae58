/** Something that costs the same on every machine, and what it may cost at most. */
export interface Budget {
  /** For the page: `round trips for each transactional migration, PostgreSQL`. */
  readonly words: string
  readonly most: number
}

/** What may be spent; every line is asserted by a test of its name in `test/budgets`. */
export const budgets: Readonly<Record<string, Budget>> = {
  'postgres.apply.roundTrips': { words: 'round trips for each transactional migration applied, PostgreSQL', most: 1.1 },
  'postgres.apply.fixed': { words: 'round trips of an apply beside its migrations, PostgreSQL', most: 38 },
  'postgres.rollback.roundTrips': { words: 'round trips for each migration rolled back, PostgreSQL', most: 1.1 },
}
