import { sql } from '@slipway/adapter-sql'
import { defineConfig } from '@slipway/cli'
import { pglite } from '@slipway/driver-pglite'
import { postgres } from '@slipway/driver-postgres'

const url = process.env['DATABASE_URL']

export default defineConfig({
  adapter: sql({ locations: 'migrations' }),
  driver: url === undefined ? pglite({ directory: '.data' }) : postgres({ url }),
})
