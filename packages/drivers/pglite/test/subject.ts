import { postgresSpecimens, type Subject } from '@slipway/testkit/conformance'
import { pglite } from '../src/index.ts'

/** What the conformance suite needs to judge this driver: a database within the process, with nobody else in it. */
export const pgliteSubject: Subject = {
  name: 'PGlite',
  claims: {
    transactions: true,
    rivals: false,
    sessions: false,
    evicts: false,
    cancel: false,
    statementTimeout: false,
    lockTimeout: false,
  },
  async fresh() {
    const maker = pglite()
    const { driver, drop } = await maker.scratch!('conformance')
    return { driver, drop }
  },
  specimens: postgresSpecimens,
}
