import type { Version } from '@slipway/core/adapter'

/** What Flyway knows of a script. */
export interface FlywayFile {
  readonly id: string
  /** Relative to the project. */
  readonly path: string
  /** Absent for a repeatable. */
  readonly version: Version | undefined
  /** With blanks for underscores. */
  readonly description: string
  /** Relative to its location. */
  readonly script: string
  readonly checksum: number
  /** The checksum is another one each time: the script asks for the time, so that Flyway always runs it again. */
  readonly restless: boolean
  /** A second checksum that Flyway takes for the same script: of a repeatable before replacement. */
  readonly equivalent: number | undefined
}

/** Whether Flyway would say that a checksum is this file's. */
export function isSame(
  row: { readonly checksum: number | undefined },
  file: Partial<Pick<FlywayFile, 'checksum' | 'equivalent'>>,
): boolean {
  return row.checksum === file.checksum || (file.equivalent !== undefined && row.checksum === file.equivalent)
}
