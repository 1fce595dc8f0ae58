/** Where Slipway keeps what is its own: a database, or names with a prefix in the migrated one. */
export interface Store {
  readonly database: string
  /** The entries, and each project's lease before them: one command then verifies a token and writes. */
  readonly journal: string
  /** The counter that a holder moves; apart from the lease, so that it never meets a transaction that verified the token. */
  readonly beat: string
  readonly checkpoint: string
  /** Which of the server's databases its documents are about. */
  readonly target: string
  /** Whether a collection of the migrated database is one of these. */
  owns(collection: string): boolean
}

const prefix = 'slipway.'

/** The collections for one migrated database, kept in the database `kept`. */
export function storeIn(target: string, kept: string): Store {
  const apart = kept !== target
  const name = (short: string): string => (apart ? short : `${prefix}${short}`)
  return {
    database: kept,
    journal: name('journal'),
    beat: name('beat'),
    checkpoint: name('checkpoint'),
    target,
    owns: (collection) => !apart && collection.startsWith(prefix),
  }
}
