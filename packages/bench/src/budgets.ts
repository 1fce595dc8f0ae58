/** Something that costs the same on every machine, and what it may cost at most. */
export interface Budget {
  /** For the page: `round trips for each transactional migration, PostgreSQL`. */
  readonly words: string
  readonly most: number
}

/** What may be spent; every line is asserted by a test in `test/budgets`, which asks {@link mostOf}. */
export const budgets: Readonly<Record<string, Budget>> = {
  'mongodb.collection': {
    words: 'commands for each migration of a collection with an index applied, MongoDB',
    most: 8,
  },
  'mongodb.documents': { words: 'commands for each migration of documents applied, MongoDB', most: 3 },
  'mongodb.fixed': { words: 'commands of an apply beside its migrations, once connected, MongoDB', most: 21 },
  'mongodb.rollback': { words: 'commands for each collection with an index rolled back, MongoDB', most: 11 },
  'mongodb.status': { words: 'commands of a status, once connected, MongoDB', most: 2 },
  'mysql.alter.roundTrips': { words: 'round trips for each ALTER TABLE applied, MySQL', most: 3 },
  'mysql.create.roundTrips': { words: 'round trips for each CREATE TABLE applied, MySQL', most: 3 },
  'mysql.journalCommits': { words: 'commits of the journal for each migration of one statement, MySQL', most: 1 },
  'mysql.rows.roundTrips': { words: 'round trips for each migration of rows applied, MySQL', most: 11 },
  'plan.roundTrips': {
    words: 'round trips of a plan, connecting included, however much is pending, PostgreSQL',
    most: 20,
  },
  'rehearse.roundTrips': {
    words: 'round trips for each migration rehearsed: up, down and up again, PostgreSQL',
    most: 13,
  },
  'postgres.apply.roundTrips': { words: 'round trips for each transactional migration applied, PostgreSQL', most: 1.1 },
  'postgres.apply.fixed': { words: 'round trips of an apply beside its migrations, PostgreSQL', most: 30 },
  'postgres.apply.nothing': { words: 'round trips of an apply of nothing, connecting included, PostgreSQL', most: 13 },
  'postgres.plan.nothing': { words: 'round trips of a plan of nothing, connecting included, PostgreSQL', most: 6 },
  'postgres.status.roundTrips': {
    words: 'round trips of a status, connecting included, however much is applied, PostgreSQL',
    most: 17,
  },
  'reading.opened': { words: 'files opened for each applied migration by a status or an apply of nothing', most: 1 },
  'reading.parsed': { words: 'statements parsed by a status or an apply of nothing', most: 0 },
  'postgres.rollback.fixed': { words: 'round trips of a rollback beside its migrations, PostgreSQL', most: 40 },
  'postgres.rollback.roundTrips': { words: 'round trips for each migration rolled back, PostgreSQL', most: 1.1 },
  'start.version.modules': { words: 'modules that --version loads, from source', most: 5 },
  'start.help.modules': { words: 'modules that --help loads, from source', most: 55 },
  'start.status.modules': { words: 'modules that a status loads, PostgreSQL, from source', most: 400 },
  'start.plan.modules': { words: 'modules that a plan of one file loads, PostgreSQL, from source', most: 510 },
}

/**
 * What may be spent at most.
 *
 * @throws Error when there is no such budget.
 */
export function mostOf(name: string): number {
  const budget = budgets[name]
  if (budget === undefined) throw new Error(`There is no budget ${name}.`)
  return budget.most
}
