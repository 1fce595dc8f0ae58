import { measureProcess } from '../harness/measure.ts'
import type { Contender } from '../harness/row.ts'
import { sampleOf } from './on-sample-database.ts'

/** Node that starts and does nothing: what no program on Node can do with less. */
export function nodeStart(): Contender {
  return {
    name: 'node -e 0',
    version: process.versions.node,
    kind: 'floor',
    prepare: async () => undefined,
    run: async () => sampleOf(await measureProcess(process.execPath, ['-e', '0'])),
    check: async () => undefined,
  }
}
