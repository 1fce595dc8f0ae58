import type { Knex } from 'knex'

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('orders', (table) => table.text('status'))
  await knex('orders').whereNull('shipped_at').update({ status: 'open' })
  await knex('orders').whereNotNull('shipped_at').update({ status: 'shipped' })
  await knex.schema.alterTable('orders', (table) => table.dropNullable('status'))
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('orders', (table) => table.dropColumn('status'))
}
