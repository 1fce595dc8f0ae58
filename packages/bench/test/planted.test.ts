import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { randomFrom } from '../src/harness/random.ts'
import { measureRow } from '../src/harness/rounds.ts'
import type { Row } from '../src/harness/row.ts'
import { openSettings } from '../src/harness/setting.ts'
import { checkTables } from '../src/rivals/postgres/check-tables.ts'
import { postgresContender } from '../src/rivals/postgres/postgres-contender.ts'
import { psqlFloor } from '../src/rivals/postgres/psql-floor.ts'
import { script, tableMigrations, type SqlMigration } from '../src/work/tables.ts'

// Says that it applied everything, and left one out.
const skipping = (number: string) => (migrations: readonly SqlMigration[]) =>
  migrations.map((each) => (each.number === number ? { ...each, up: ['SELECT 1'] } : each))

test('the harness notices one migration that was skipped, in the one that skipped it only', async () => {
  await using settings = openSettings({ full: false, say: () => undefined })
  const server = await sharedPostgres(15)
  const honest = await psqlFloor()
  const migrations = tableMigrations(5)
  const planted = {
    ...honest,
    name: 'planted',
    files: (all: readonly SqlMigration[]) => honest.files(skipping('00004')(all)),
  }
  const row: Row = {
    name: 'planted',
    title: 'one of them skips',
    unit: 'migrations',
    reach: undefined,
    sizes: { short: [5], full: [5] },
    contenders: async (_size, setting) =>
      [honest, planted].map((tool) =>
        postgresContender(tool, {
          server,
          setting,
          migrations,
          begins: 'empty',
          calls: (place) => tool.up(place),
          check: (url) => checkTables(url, migrations),
        }),
      ),
  }
  const result = await settings.within(row.name, (setting) =>
    measureRow(row, setting, {
      sizes: [5],
      rounds: 2,
      random: randomFrom(3),
      run: { date: '2026-01-31', seed: 3, full: true },
    }),
  )
  const [one, other] = result.sizes[0]?.contenders ?? []
  expect(one).toMatchObject({ name: 'psql', samples: [{}, {}] })
  expect(one?.failed).toBeUndefined()
  expect(other).toMatchObject({ name: 'planted', samples: [], failed: '1 of 5 missing, first: 00004' })
})

test('a lost index, a lost comment and a table too many are noticed as well', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const migrations = tableMigrations(3)
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query(script(migrations.flatMap(({ up }) => up)))
    await checkTables(database.url, migrations)
    for (const [spoil, mend] of [
      ['DROP INDEX t_00002_name', 'CREATE INDEX t_00002_name ON t_00002 (name)'],
      ['COMMENT ON TABLE t_00003 IS NULL', `COMMENT ON TABLE t_00003 IS 'table 00003'`],
      ['CREATE TABLE t_00009 ()', 'DROP TABLE t_00009'],
    ] as const) {
      await client.query(spoil)
      await expect(checkTables(database.url, migrations)).rejects.toThrow('tables, indexes, comments: wanted [3,3,3]')
      await client.query(mend)
    }
    await checkTables(database.url, migrations)
  } finally {
    await client.end()
  }
})
