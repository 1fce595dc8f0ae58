import { copyProject, freshDatabase, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'

const chain = [
  '20260105090000_create_customers.js',
  '20260112090000_create_orders.js',
  '20260119090000_create_order_lines.js',
  '20260126090000_add_status_to_orders.ts',
  '20260202090000_index_orders_by_customer.ts',
  '20260209090000_create_invoices.ts',
]

test('knex and Slipway share a project, and each goes on where the other stopped', { timeout: 240_000 }, async () => {
  await using database = await freshDatabase(await sharedPostgres(16))
  await using project = await copyProject(new URL('../', import.meta.url), { DATABASE_URL: database.url })
  const { slipway } = project

  const knex = (command: string) => project.node('node_modules/knex/bin/cli.js', command)
  const byKnex = async (): Promise<readonly string[]> => {
    const [completed = ''] = (await knex('migrate:list')).split(/Found \d+ Pending|No Pending/)
    return chain.filter((name) => completed.includes(name))
  }

  for (const _ of [1, 2, 3]) await knex('migrate:up')
  await slipway('adopt', '--yes')
  expect(await project.applied()).toEqual(chain.slice(0, 3))

  expect(await slipway('plan')).toContain('CREATE INDEX CONCURRENTLY orders_customer_id_idx')
  await slipway('apply')
  expect(await byKnex()).toEqual(chain)

  await slipway('rollback', '-n', '3', '--yes')
  expect(await byKnex()).toEqual(chain.slice(0, 3))
  await knex('migrate:latest')
  expect(await project.applied()).toEqual(chain)

  await slipway('leave', '--yes')
  await knex('migrate:down')
  expect(await byKnex()).toEqual(chain.slice(0, 5))
})
