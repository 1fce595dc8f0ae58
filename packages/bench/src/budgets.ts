/** Something that costs the same on every machine, and what it may cost at most. */
export interface Budget {
  /** For the page: `round trips for each transactional migration, PostgreSQL`. */
  readonly words: string
  readonly most: number
}

/** What may be spent; every line is asserted by a test of its name in `test/budgets`. */
export const budgets: Readonly<Record<string, Budget>> = {
  'mysql.alter.roundTrips': { words: 'round trips for each ALTER TABLE applied, MySQL', most: 4 },
  'mysql.create.roundTrips': { words: 'round trips for each CREATE TABLE applied, MySQL', most: 3 },
  'mysql.journalCommits': { words: 'commits of the journal for each migration of one statement, MySQL', most: 1 },
  'mysql.rows.roundTrips': { words: 'round trips for each migration of rows applied, MySQL', most: 11 },
  'postgres.apply.roundTrips': { words: 'round trips for each transactional migration applied, PostgreSQL', most: 1.1 },
  'postgres.apply.fixed': { words: 'round trips of an apply beside its migrations, PostgreSQL', most: 38 },
  'postgres.rollback.roundTrips': { words: 'round trips for each migration rolled back, PostgreSQL', most: 1.1 },
  'start.version.modules': { words: 'modules that --version loads, from source', most: 5 },
  'start.help.modules': { words: 'modules that --help loads, from source', most: 55 },
  'start.status.modules': { words: 'modules that a status loads, PostgreSQL, from source', most: 400 },
  'start.plan.modules': { words: 'modules that a plan of one file loads, PostgreSQL, from source', most: 510 },
}
