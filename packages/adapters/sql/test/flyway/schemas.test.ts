import { apply } from '@slipway/core'
import { expect, test } from 'vitest'
import { openPlace, workspaceOf, type Place } from './flyway-place.ts'

const history = 'SELECT * FROM "App".flyway_schema_history ORDER BY installed_rank'

async function told(place: Place): Promise<unknown> {
  const { rows } = await place.session.execute({ text: history })
  const found = await place.session.execute({
    text: `SELECT table_schema AS place, table_name AS name FROM information_schema.tables
WHERE table_schema IN ('App', 'audit', 'public') ORDER BY 1, 2`,
  })
  return { rows: rows.map(({ installed_on: _at, execution_time: _ms, ...rest }) => rest), tables: found.rows }
}

test('schemas that are stated are made as Flyway makes them, and scripts run in the first', async () => {
  const files = {
    'flyway.conf': 'flyway.schemas=App,audit',
    'db/V1__a.sql': 'CREATE TABLE orders (id int)',
    'db/V2__b.sql': "SELECT set_config('search_path', 'audit', false);\nCREATE TABLE lines (id int)",
  }
  await using theirs = await openPlace('PostgreSQL', files)
  await using ours = await openPlace('PostgreSQL', files)
  await theirs.succeeds('migrate')
  await apply(await workspaceOf(ours))
  expect(await told(ours)).toEqual(await told(theirs))
  expect((await ours.read()).applied.map(({ id, edited }) => [id, edited])).toEqual([
    ['V1', false],
    ['V2', false],
  ])
  await ours.succeeds('validate')
})
