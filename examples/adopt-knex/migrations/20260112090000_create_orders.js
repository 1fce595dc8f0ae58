export const up = (knex) =>
  knex.schema.createTable('orders', (table) => {
    table.increments('id')
    table.integer('customer_id').notNullable().references('customers.id')
    table.timestamp('ordered_at').notNullable().defaultTo(knex.fn.now())
    table.timestamp('shipped_at')
  })

export const down = (knex) => knex.schema.dropTable('orders')
