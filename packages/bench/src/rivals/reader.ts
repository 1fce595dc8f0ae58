import type { Measured } from '../harness/measure.ts'
import type { Contender } from '../harness/row.ts'
import { expectSame } from './expect-same.ts'
import type { ManyTables } from './many-tables.ts'
import { sampleOf } from './on-sample-database.ts'

/** Somebody who reads a whole schema. */
export interface Reader extends Pick<Contender, 'name' | 'version' | 'kind'> {
  readonly run: (url: string) => Promise<Measured>
  /** How much it says that it saw: tables, unless `objects` is stated. */
  readonly saw: (measured: Measured) => number
  /** What it sees is all objects, not tables alone. */
  readonly objects?: boolean
}

/** The contender that reads the same database in every sample. */
export function reading(reader: Reader, there: ManyTables, tables: number): Contender {
  const { name, version, kind } = reader
  let measured: Measured | undefined
  return {
    name,
    version,
    kind,
    async prepare() {
      measured = undefined
      await there.url()
    },
    async run() {
      measured = await reader.run(await there.url())
      return sampleOf(measured)
    },
    async check() {
      if (measured === undefined) throw new Error(`${name} did not run.`)
      const wanted = reader.objects === true ? await there.objects() : tables
      expectSame(reader.objects === true ? 'objects seen' : 'tables seen', reader.saw(measured), wanted)
    },
    close: there.drop,
  }
}
