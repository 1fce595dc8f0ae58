/** MySQL and MariaDB have parted ways: neither is an alias of the other. */
export type Flavor = 'mysql' | 'mariadb'

/** What decides how a text is read. */
export interface Syntax {
  /** `undefined` before a server was asked: what either of them takes is taken. */
  readonly flavor: Flavor | undefined
  /** Comparable, as in versioned comments: 80031, 101119. Before a server was asked, newer than any. */
  readonly version: number
  /** True when double quotes hold names (`ANSI_QUOTES` in `sql_mode`). */
  readonly ansiQuotes: boolean
  /** False when a backslash in a string is a plain character (`NO_BACKSLASH_ESCAPES` in `sql_mode`). */
  readonly backslash: boolean
}

/** Newer than any server, and older than what dumps write for no server at all (999999). */
const ANY_VERSION = 900_000

export function syntaxOf(flavor: Flavor | undefined, version: number | undefined, sqlMode: string | undefined): Syntax {
  const modes = (sqlMode ?? '').toUpperCase().split(',')
  return {
    flavor,
    version: version ?? ANY_VERSION,
    ansiQuotes: modes.includes('ANSI_QUOTES') || modes.includes('ANSI'),
    backslash: !modes.includes('NO_BACKSLASH_ESCAPES'),
  }
}

/** The flavor that a server says it is. */
export function flavorOf(flavor: string | undefined): Flavor | undefined {
  return flavor === 'mysql' || flavor === 'mariadb' ? flavor : undefined
}
