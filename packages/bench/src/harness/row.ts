/** What one measured process or call took. */
export interface Sample {
  readonly milliseconds: number
  /** Processor time of the client alone, in milliseconds. */
  readonly cpu?: number
  /** Peak resident memory of the client, in megabytes (2^20 bytes). */
  readonly memory?: number
  /** Questions that crossed the network and were answered, counted by the relay. */
  readonly roundTrips?: number
}

/** One of those that are measured side by side: Slipway, a rival, or the floor. */
export interface Contender {
  readonly name: string
  /** As it tells itself, or as it was installed. */
  readonly version: string
  /** Slipway, another tool, or a bare client that does only what nobody can leave out. */
  readonly kind: 'slipway' | 'tool' | 'floor'
  /** Makes everything ready for one sample: an empty database, files, a history. Not measured. */
  prepare(): Promise<void>
  /** What is measured. Throws when it does not come to its end: with the reason, for the page, on the first line. */
  run(): Promise<Sample>
  /** Looks at the catalog. Throws when the work is not all there: a sample that did not do its work is worth nothing. */
  check(): Promise<void>
  /** Ends what `prepare` started, at the row's end; also after a failure. */
  close?(): Promise<void>
}

/** One that ought to be measured and is not. */
export interface Absent {
  readonly name: string
  /** For the page: `there is no Go on this machine`. */
  readonly why: string
}

/** What we said that we reach: at most `times` × theirs, `plus` something. */
export interface Reach {
  /** For the page: `at most 1.0 × the floor`. */
  readonly words: string
  /** The contender that Slipway is compared with; `best` is the fastest of those that are tools; none for a plain number. */
  readonly beside: string | undefined
  /** Default: time. */
  readonly measure?: 'milliseconds' | 'memory'
  /** Default: 1. */
  readonly times?: number
  /** In the unit of what is measured. Default: 0. */
  readonly plus?: number
  /** The sizes it was said of. Default: all that were measured. */
  readonly at?: readonly number[]
}

/** One line of the table: one kind of work, at one or several sizes. */
export interface Row {
  /** Named on the command line: `pnpm bench apply`. */
  readonly name: string
  /** In people's words: `apply small migrations from empty, PostgreSQL`. */
  readonly title: string
  /** Migrations, tables or statements; a short run takes the first, if there are any, a full one the others. */
  readonly sizes: { readonly short: readonly number[]; readonly full: readonly number[] }
  /** What the sizes count: `migrations`. */
  readonly unit: string
  readonly reach: Reach | undefined
  /** How many rounds, where nobody asks for another number. Default: 2 in a short run, 3 in a full one. */
  readonly rounds?: { readonly short: number; readonly full: number }
  /** Installs rivals on first use, and answers those that take part at this size, and those that cannot. */
  contenders(size: number, setting: Setting): Promise<readonly (Contender | Absent)[]>
}

/** A server that was measured against, for the page. */
export interface ServerFacts {
  readonly name: string
  readonly version: string
  /** As the server itself answers them: fsync and what else decides how safe and how fast a commit is. */
  readonly settings: Readonly<Record<string, string>>
}

/** What a row is given. */
export interface Setting {
  /** A folder that is emptied after the row. `node_modules` in it has what this package depends on. */
  readonly folder: string
  /** Whether this is the long run. */
  readonly full: boolean
  /** Tells a person what goes on. */
  say(line: string): void
  /** Notes a server for the page. */
  note(server: ServerFacts): void
  /** Makes something once for the whole run, such as a server, and disposes of it at the end. */
  once<T extends AsyncDisposable>(key: string, make: () => Promise<T>): Promise<T>
}
