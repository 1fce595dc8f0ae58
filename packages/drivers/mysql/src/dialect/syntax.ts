/** MySQL and MariaDB have parted ways: neither is an alias of the other. */
export type Flavor = 'mysql' | 'mariadb'

/** What decides how a text is read. */
export interface Syntax {
  readonly flavor: Flavor
  /** Comparable, as in versioned comments: 80031, 101119. */
  readonly version: number
  /** True when double quotes hold names (`ANSI_QUOTES` in `sql_mode`). */
  readonly ansiQuotes: boolean
  /** False when a backslash in a string is a plain character (`NO_BACKSLASH_ESCAPES` in `sql_mode`). */
  readonly backslash: boolean
}

/** The servers whose behavior is the reference: MySQL 8.0.31 and MariaDB 10.11. */
const reference: Readonly<Record<Flavor, number>> = { mysql: 80031, mariadb: 101119 }

export function syntaxOf(flavor: Flavor, version: number | undefined, sqlMode: string | undefined): Syntax {
  const modes = (sqlMode ?? '').toUpperCase().split(',')
  return {
    flavor,
    version: version ?? reference[flavor],
    ansiQuotes: modes.includes('ANSI_QUOTES') || modes.includes('ANSI'),
    backslash: !modes.includes('NO_BACKSLASH_ESCAPES'),
  }
}
