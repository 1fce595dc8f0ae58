/** What one measured process or call took. */
export interface Sample {
  readonly milliseconds: number
  /** Processor time of the client alone, in milliseconds. */
  readonly cpu?: number
  /** Peak resident memory of the client, in megabytes. */
  readonly memory?: number
  /** Questions that crossed the network and were answered, counted by the relay. */
  readonly roundTrips?: number
}

/** One of those that are measured side by side: Slipway, a rival, or the floor. */
export interface Contender {
  readonly name: string
  /** As it tells itself, or as it was installed. */
  readonly version: string
  /** Makes everything ready for one sample: an empty database, files, a history. Not measured. */
  prepare(): Promise<void>
  /** What is measured. */
  run(): Promise<Sample>
  /** Looks at the catalog. Throws when the work is not all there: a sample that did not do its work is worth nothing. */
  check(): Promise<void>
  /** Stops what `prepare` started. */
  close?(): Promise<void>
}

/** What we said that we reach. */
export interface Reach {
  /** For the page: `at most 1.0 × the floor`. */
  readonly words: string
  /** The contender that Slipway is compared with; `best` is the fastest of those that are tools. */
  readonly beside: string
  /** Slipway's time divided by theirs, at most. */
  readonly ratio: number
}

/** One line of the table: one kind of work, at one or several sizes. */
export interface Row {
  /** Named on the command line: `pnpm bench apply`. */
  readonly name: string
  /** In people's words: `apply small migrations from empty, PostgreSQL`. */
  readonly title: string
  /** Migrations, tables or statements; a short run takes the first, a full one all. */
  readonly sizes: { readonly short: readonly number[]; readonly full: readonly number[] }
  /** What the sizes count: `migrations`. */
  readonly unit: string
  readonly reach: Reach | undefined
  /** Installs rivals on first use, and answers those that take part at this size. */
  contenders(size: number, setting: Setting): Promise<readonly Contender[]>
}

/** What a row is given. */
export interface Setting {
  /** A folder that is emptied after the row. */
  readonly folder: string
  /** Tells a person what goes on. */
  say(line: string): void
}
