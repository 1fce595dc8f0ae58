const pinned: Readonly<Record<string, string>> = {
  search_path: 'pg_catalog',
  row_security: 'off',
  quote_all_identifiers: 'off',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  // Compiling a query over the catalog takes longer than the query does.
  jit: 'off',
}

/**
 * One statement that pins, until the transaction ends, every setting that the text of definitions and rows depends on.
 * All other statements of this folder run after it. Within somebody else's transaction, set a savepoint before it and
 * roll back to that afterwards: the settings return.
 *
 * With `row_security` off, a table whose policies would hide rows from the role is an error instead of a wrong count.
 */
export const pinnedSettings: string = `SELECT ${Object.entries(pinned)
  .map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', true)`)
  .join(', ')}`
