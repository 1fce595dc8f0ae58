export async function up(knex) {
  await knex.schema.createTable('customers', (table) => {
    table.increments('id')
    table.text('name').notNullable()
    table.text('email').notNullable().unique()
  })
  await knex('customers').insert([
    { name: 'Ada', email: 'ada@example.org' },
    { name: 'Grace', email: 'grace@example.org' },
  ])
}

export const down = (knex) => knex.schema.dropTable('customers')
