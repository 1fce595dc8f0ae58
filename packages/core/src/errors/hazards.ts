/** What is said of a hazard wherever it is listed. */
export interface HazardEntry {
  /** `stop`: apply refuses until accepted. `inform`: shown. `varies`: depends on size or knowledge, the plan says which. */
  readonly severity: 'stop' | 'inform' | 'varies'
  /** One line: heads the docs page docs/hazards/CODE.md. */
  readonly title: string
}

/** Every hazard code. Closed: a dialect that needs another adds it here. Sorted. */
export const hazards = {
  'SW-CODE': { severity: 'inform', title: 'A code step: what it does is known only by running it' },
  'SW-DATA-CHANGE': {
    severity: 'inform',
    title: 'Rows that were there are changed, and a rollback does not change them back',
  },
  'SW-DATA-LOSS': { severity: 'stop', title: 'Values are destroyed that a rollback cannot bring back' },
  'SW-GUARD-DIFFERS': {
    severity: 'stop',
    title: 'IF [NOT] EXISTS skips, but what is there differs from what was meant',
  },
  'SW-GUARD-UNSURE': { severity: 'inform', title: 'IF NOT EXISTS skips, and what is there could not be compared' },
  'SW-MONGO-TTL': { severity: 'inform', title: 'The server deletes documents by itself from now on' },
  'SW-MONGO-VIOLATORS': { severity: 'stop', title: 'A strict validator that documents break already' },
  'SW-MYSQL-COPY': { severity: 'varies', title: 'A table is copied while nobody may write to it' },
  'SW-MYSQL-ENGINE': { severity: 'stop', title: 'Rows are written to a table whose engine has no transactions' },
  'SW-MYSQL-NOT-INSTANT': { severity: 'inform', title: 'Instant by itself, and not as it is written' },
  'SW-MYSQL-REFUSED': { severity: 'stop', title: 'The server will refuse the ALGORITHM or LOCK that is stated' },
  'SW-MYSQL-REWRITE': { severity: 'inform', title: 'A table is written anew while reads and writes go on' },
  'SW-MYSQL-SCAN': { severity: 'varies', title: 'An index is built while nobody may write to its table' },
  'SW-NO-REVERSE': { severity: 'inform', title: 'There is no way back that Slipway knows' },
  'SW-OPAQUE': { severity: 'inform', title: 'What a statement touches cannot be told from its text' },
  'SW-PG-BLOCKING-INDEX': { severity: 'varies', title: 'An index build that blocks writes' },
  'SW-PG-REWRITE': { severity: 'varies', title: 'A table is written anew while nobody may use it' },
  'SW-PG-SCAN': { severity: 'varies', title: 'A table is read whole under a lock that blocks writes' },
  'SW-UNKNOWABLE': { severity: 'stop', title: 'If interrupted, nobody can tell whether it took effect' },
  'SW-WIDER-SCOPE': { severity: 'inform', title: 'It reaches beyond the database' },
} as const

/** A code of the list. */
export type HazardCode = keyof typeof hazards

/** Looks a code up; `undefined` for a code that no hazard has. */
export function describeHazard(code: string): HazardEntry | undefined {
  return (hazards as Readonly<Record<string, HazardEntry>>)[code]
}
