import { scratchDatabase } from '@slipway/rehearsal'
import { afterAll, beforeAll } from 'vitest'
import config from './slipway.config.ts'

// In vitest.config.ts: test: { setupFiles: ['test/worker-database.ts'] }
let database: Awaited<ReturnType<typeof scratchDatabase>>

beforeAll(async () => {
  database = await scratchDatabase(config)
  process.env['DATABASE_URL'] = database.url
})

afterAll(() => database.drop())
