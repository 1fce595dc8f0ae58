import type { Dialect } from '@slipway/core/plugin'
import { analyze } from './analyze.ts'
import { quote } from './names.ts'
import { reverse } from './reverse.ts'
import { split } from './split.ts'

/** SQLite's language: the pure half, which needs no database. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  split,
  analyze: ({ text }, context) => analyze(text, context),
  reverse: ({ text }, before) => reverse(text, before),
  // Nothing is probed: what can be interrupted halfway commits with its journal row, the rest may run again.
  probed: () => [],
  probe: () => ({ outcome: 'unknown', reason: 'no statement of SQLite is probed' }),
  ailments: () => [],
  mark: (text, marker) => `/* ${marker.replaceAll('*/', '* /')} */ ${text}`,
  quote,
}
