import { defineConfig, type SlipwayConfig } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { sharedPostgres } from '@slipway/testkit'
import { texts } from '../project.ts'

const { url } = await sharedPostgres(15)

const config: SlipwayConfig = defineConfig({
  driver: postgres({ url }),
  adapter: texts({ V1: { up: 'CREATE TABLE orders (id int PRIMARY KEY);' } }),
})

export default config
