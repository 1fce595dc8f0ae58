import { sql } from '@slipway/adapter-sql'
import { defineConfig } from '@slipway/cli'
import { pglite } from '@slipway/driver-pglite'

export default defineConfig({
  targets: {
    catalog: { adapter: sql({ locations: 'catalog' }), driver: pglite({ directory: '.data/catalog' }) },
    orders: { adapter: sql({ locations: 'orders' }), driver: pglite({ directory: '.data/orders' }) },
  },
  releases: {
    shop: { targets: ['catalog', 'orders'], coordinator: 'orders' },
  },
})
