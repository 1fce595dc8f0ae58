import { expect, test } from 'vitest'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { pglite } from '@slipway/driver-pglite'
import { rehearse, scratchDatabase, type TestCommand } from '../src/index.ts'
import { config, environment, project } from './project.ts'

const server = await sharedPostgres(15)

const migrations = {
  V1: {
    up: "CREATE TABLE orders (id int PRIMARY KEY, note text);\nINSERT INTO orders VALUES (1, 'a');",
    down: 'DROP TABLE orders;',
  },
  V2: { up: 'ALTER TABLE orders ADD COLUMN size int;', down: 'ALTER TABLE orders DROP COLUMN size;' },
}

/** Tests of an application that reads its database's address from its environment, and runs some SQL there. */
function tests(sql: string, code = 0, variable = 'DATABASE_URL'): TestCommand & { readonly ran: string[] } {
  const ran: string[] = []
  return {
    ran,
    command: ['run', 'tests'],
    variable,
    run: async (_command, env) => {
      const url = env[variable] ?? ''
      ran.push(url)
      const session = await postgres({ url }).connect()
      try {
        await session.execute({ text: sql })
      } finally {
        await session.close()
      }
      return { code, output: '' }
    },
  }
}

async function rehearsed(test_: TestCommand) {
  await using database = await freshDatabase(server)
  return await rehearse(await project(postgres({ url: database.url }), migrations), {
    migrations: ['V2'],
    test: test_,
  })
}

test('tests run between up and down, against the scratch', async () => {
  const command = tests('SELECT size FROM orders', 0, 'APP_DB')
  const { failures, proofs, scratch } = await rehearsed(command)
  expect(failures).toEqual([])
  expect(proofs[0]).toMatchObject({ class: 'exact', observed: { tested: true } })
  expect(command.ran.map((url) => new URL(url).pathname)).toEqual([`/${scratch}`])
})

test('rows that tests leave do not count against the down', async () => {
  const command = tests("INSERT INTO orders (id, note, size) VALUES (2, 'b', 3)")
  const { failures, proofs } = await rehearsed(command)
  expect(failures).toEqual([])
  expect(proofs[0]).toMatchObject({
    class: 'exact',
    tables: [{ table: 'table:public.orders', rows: 2 }],
    observed: { tested: true },
  })
  expect(command.ran).toHaveLength(1)
})

test('tests that fail fail the rehearsal', async () => {
  const { failures, proofs } = await rehearsed(tests('SELECT 1', 3))
  expect(failures.map(({ of, code, details }) => [of, code, details])).toEqual([
    ['test-failed', 'SW-PROOF-FAILED', { code: 3 }],
  ])
  expect(proofs).toEqual([])
})

test('tests that change the schema are told so', async () => {
  const { failures } = await rehearsed(tests('CREATE TABLE mine (id int)'))
  expect(failures.some(({ of, object }) => of === 'test-changed-schema' && object?.endsWith('public.mine'))).toBe(true)
})

test('tests cannot reach a scratch in memory', async () => {
  const workspace = await project(pglite(), migrations)
  await expect(rehearse(workspace, { test: tests('SELECT 1') })).rejects.toMatchObject({ code: 'SW-UNSUPPORTED' })
})

test('gives each worker of a test runner a migrated database of its own', async () => {
  await using database = await freshDatabase(server)
  const slipwayConfig = config(postgres({ url: database.url }), migrations)
  const workers = await Promise.all([1, 2].map(() => scratchDatabase(slipwayConfig, { environment: environment() })))
  try {
    for (const [index, worker] of workers.entries()) {
      const session = await postgres({ url: worker.url }).connect()
      try {
        await session.execute({ text: `INSERT INTO orders (id, size) VALUES (${index + 10}, 1)` })
        const { rows } = await session.execute({ text: 'SELECT id FROM orders ORDER BY id' })
        expect(rows).toEqual([{ id: 1 }, { id: index + 10 }])
      } finally {
        await session.close()
      }
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.drop()))
  }
  for (const worker of workers) await expect(postgres({ url: worker.url }).connect()).rejects.toThrow()
})

test('drops the database of a worker whose migrations fail', async () => {
  await using database = await freshDatabase(server)
  const broken = config(postgres({ url: database.url }), { V1: { up: 'SELECT 1 / 0;' } })
  await expect(scratchDatabase(broken, { environment: environment() })).rejects.toMatchObject({
    code: 'SW-STATEMENT-FAILED',
  })
})
