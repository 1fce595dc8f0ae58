import { defaultTimeouts } from '@slipway/core'
import { expect, test } from 'vitest'
import { statementLimits } from '../src/store/timeouts.ts'

const lockOf = (text: string): string | undefined => statementLimits(defaultTimeouts, text)[0]

test.each([
  'CREATE INDEX CONCURRENTLY i ON t (c)',
  '/* slipway:1 up 0.0 */ -- why\ncreate unique index concurrently i on t (c)',
  'DROP INDEX CONCURRENTLY IF EXISTS i',
  'REINDEX (VERBOSE) TABLE CONCURRENTLY t',
  'REINDEX (CONCURRENTLY) TABLE t',
  'ALTER TABLE t DETACH PARTITION p CONCURRENTLY',
  'REFRESH MATERIALIZED VIEW CONCURRENTLY v',
  'VACUUM (ANALYZE) t',
])('%s may wait: what queues behind it goes on', (text) => {
  expect(lockOf(text)).toBe(`SET lock_timeout = ${defaultTimeouts.concurrently}`)
})

test.each([
  'VACUUM FULL t',
  'VACUUM (ANALYZE, FULL) t',
  'REINDEX (CONCURRENTLY off) TABLE t',
  '/* slipway:006-vacuum up 0.0 */ CLUSTER t USING i',
  '-- not concurrently\nDO $$ BEGIN ALTER TABLE t ADD COLUMN vacuum int; END $$',
  'ALTER TABLE t DETACH PARTITION concurrently',
])('%s gives up like any other', (text) => {
  expect(lockOf(text)).toBe(`SET lock_timeout = ${defaultTimeouts.lock}`)
})
