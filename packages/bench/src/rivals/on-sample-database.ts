import type { Measured } from '../harness/measure.ts'
import type { Contender, Sample } from '../harness/row.ts'
import type { SampleDatabase } from './sample-database.ts'

/** A contender whose every sample begins with an empty database. */
export interface OnSampleDatabase extends Pick<Contender, 'name' | 'version' | 'kind'> {
  readonly databases: SampleDatabase
  /** Writes the files of a sample, and fills the database where it is not to be empty. */
  readonly write: (url: string) => Promise<void>
  readonly run: (url: string) => Promise<Measured>
  /** Throws when the work is not all there. */
  readonly check: (url: string, measured: Measured) => Promise<void>
}

/** What is kept of a measured process. */
export function sampleOf({ milliseconds, cpu, memory }: Measured): Sample {
  return { milliseconds, ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) }
}

/** The contender that these parts make. */
export function onSampleDatabase({ name, version, kind, databases, write, run, check }: OnSampleDatabase): Contender {
  let measured: Measured | undefined
  return {
    name,
    version,
    kind,
    async prepare() {
      measured = undefined
      await databases.renew()
      await write(databases.url())
    },
    async run() {
      measured = await run(databases.url())
      return sampleOf(measured)
    },
    async check() {
      if (measured === undefined) throw new Error(`${name} did not run.`)
      await check(databases.url(), measured)
    },
    close: () => databases.drop(),
  }
}
