import { expect, test } from 'vitest'
import { postgresDialect } from '@slipway/dialect-postgres'

const server = {
  flavor: 'postgres',
  version: '18',
  versionNumber: 180000,
  topology: 'primary',
  pooled: false,
  settings: {},
} as const

test.each(['BEGIN', 'BEGIN WORK', 'START TRANSACTION'])('%s is a border', async (text) => {
  const dialect = await postgresDialect()
  expect(dialect.analyze({ text }, { server, preceding: [] }).control).toBe('begin')
})

test.each([
  'BEGIN ISOLATION LEVEL SERIALIZABLE',
  'START TRANSACTION READ ONLY',
  'BEGIN DEFERRABLE',
  'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
])('%s is refused, because it would not be kept', async (text) => {
  const dialect = await postgresDialect()
  const at = { file: 'migrations/V1__a.sql', line: 3 }
  expect(() => dialect.analyze({ text, at }, { server, preceding: [] })).toThrow(
    expect.objectContaining({ code: 'SW-TRANSACTION', message: expect.stringContaining('migrations/V1__a.sql:3') }),
  )
})
