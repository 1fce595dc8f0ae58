import { sql } from '@slipway/adapter-sql'
import { defineConfig } from '@slipway/cli'
import { sqlite } from './src/driver/sqlite.ts'

export default defineConfig({
  adapter: sql({ locations: 'migrations' }),
  driver: sqlite({ file: process.env['DATABASE_FILE'] ?? '.data.db' }),
})
