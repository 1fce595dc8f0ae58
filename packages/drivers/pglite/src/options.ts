import type { Extensions } from '@electric-sql/pglite'

/** Where the embedded database lives. */
export interface PgliteOptions {
  /** Kept here, open in one process at a time; without it in memory, as long as the driver lives. */
  readonly directory?: string | undefined
  /** Passed to PGlite: `{ pgcrypto }` from `@electric-sql/pglite/contrib/pgcrypto`. */
  readonly extensions?: Extensions | undefined
  /** Where Slipway keeps its tables. */
  readonly schema?: string | undefined
  /** Keeps the image that new databases start from. By default the user's cache directory. */
  readonly cache?: string | undefined
}
