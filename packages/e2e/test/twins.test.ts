import { sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { alembicTwin } from '../src/twins/alembic-twin.ts'
import { flywayTwin } from '../src/twins/flyway-twin.ts'
import { interleave } from '../src/twins/interleave.ts'
import { knexTwin } from '../src/twins/knex-twin.ts'
import { prismaTwin } from '../src/twins/prisma-twin.ts'
import type { Twin } from '../src/twins/twin.ts'

const seed = Number(process.env['SLIPWAY_TEST_SEED'] ?? 20_261_123)

test.concurrent.each<readonly [string, (server: { readonly url: string }) => Promise<Twin>]>([
  ['Flyway', flywayTwin],
  ['Knex', knexTwin],
  ['Prisma', prismaTwin],
  ['Alembic', alembicTwin],
])('%s and Slipway take twenty turns at random, and agree after each', async (_, make) => {
  await using twin = await make(await sharedPostgres(15))
  const turns = await interleave(twin, seed, 20)
  for (const { did, expected, slipway, framework } of turns)
    expect({ did, slipway, framework }).toEqual({ did, slipway: expected, framework: expected })
})
