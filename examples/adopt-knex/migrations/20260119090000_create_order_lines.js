export async function up(knex) {
  await knex.schema.createTable('order_lines', (table) => {
    table.integer('order_id').notNullable().references('orders.id')
    table.integer('line').notNullable()
    table.text('product').notNullable()
    table.integer('quantity').notNullable()
    table.primary(['order_id', 'line'])
  })
  await knex('orders').insert([{ customer_id: 1, shipped_at: knex.fn.now() }, { customer_id: 2 }])
  await knex('order_lines').insert([
    { order_id: 1, line: 1, product: 'lamp', quantity: 2 },
    { order_id: 2, line: 1, product: 'chair', quantity: 4 },
  ])
}

export const down = (knex) => knex.schema.dropTable('order_lines')
