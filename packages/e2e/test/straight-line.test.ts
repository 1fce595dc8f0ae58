import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freshDatabase, startPostgres, type PostgresVersion } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { slipway, type Ended } from '../src/child.ts'
import { makeProject, type ConfigParts } from '../src/project.ts'
import { snapshot } from '../src/snapshot.ts'

const files = {
  'V1__orders.sql':
    '-- reason: there is nothing to sell without\nCREATE TABLE orders (id int PRIMARY KEY, note text NOT NULL);\n',
  'V2__rows.sql': "INSERT INTO orders SELECT g, 'order ' || g FROM generate_series(1, 100) g;\n",
  'U2__rows.sql': 'DELETE FROM orders;\n',
  'V3__status.sql': `CREATE TYPE order_status AS ENUM ('open', 'done');
ALTER TABLE orders ADD COLUMN status order_status;
UPDATE orders SET status = 'open' WHERE id > 0;
ALTER TABLE orders ALTER COLUMN status SET NOT NULL;
`,
  'U3__status.sql': 'ALTER TABLE orders DROP COLUMN status;\nDROP TYPE order_status;\n',
  'V4__index.sql': 'CREATE INDEX CONCURRENTLY orders_status ON orders (status);\n',
}

type Slipway = (...argv: readonly string[]) => Promise<Ended>

/** Files, plan, apply, status, inspect, rollback, rehearse: the whole line, as processes. */
async function straightLine(run: Slipway, dir: string): Promise<void> {
  const answer = async (code: number, ...argv: readonly string[]): Promise<Record<string, unknown>> => {
    const ended = await run(...argv, '--json')
    expect({ argv, ...ended }).toMatchObject({ argv, code })
    return (JSON.parse(ended.stdout) as { result: Record<string, unknown> }).result
  }
  expect(await answer(0, 'status')).toMatchObject({ counts: { applied: 0, pending: 4 } })
  expect(await run('plan', '--out', 'plan.json')).toMatchObject({ code: 0, stdout: expect.stringContaining('V4') })
  expect(await answer(0, 'apply', 'plan.json')).toMatchObject({ status: 'applied', pending: 0, batch: 1 })
  expect(await answer(0, 'apply')).toMatchObject({ status: 'nothing' })
  expect(await answer(0, 'status')).toMatchObject({ counts: { applied: 4, pending: 0 } })
  expect(await answer(0, 'drift')).toMatchObject({ differences: [] })
  expect(await answer(0, 'verify')).toMatchObject({ problems: [] })
  const undone = await answer(0, 'rollback', '--yes')
  expect(undone).toMatchObject({ status: 'reverted', pending: 4, compared: { differences: [] } })
  expect(await answer(0, 'status')).toMatchObject({ counts: { applied: 0, pending: 4 } })
  const rehearsed = await run('rehearse')
  expect(rehearsed).toMatchObject({ code: 0 })
  expect((await readdir(join(dir, '.slipway', 'proofs'))).length).toBeGreaterThanOrEqual(4)
  expect(await answer(0, 'apply', '--require-proof')).toMatchObject({ status: 'applied', pending: 0, batch: 3 })
  expect(await answer(0, 'doctor')).toMatchObject({ exit: 0 })
}

const runIn =
  (cwd: string, env: Readonly<Record<string, string>> = {}): Slipway =>
  (...argv) =>
    slipway(argv, { cwd, env })

test.concurrent.each([13, 15, 18] as const)('the straight line on PostgreSQL %i', async (version: PostgresVersion) => {
  await using server = await startPostgres({ version })
  await using database = await freshDatabase(server)
  const config: ConfigParts = { more: '  rehearse: { driver: postgres({ url: process.env.DATABASE_URL }) },' }
  await using project = await makeProject(files, config)
  await straightLine(runIn(project.dir, { DATABASE_URL: database.url }), project.dir)
  const lines = await snapshot(database.url)
  expect(lines.filter((line) => line.startsWith('row orders'))).toHaveLength(100)
  expect(lines).toContain('CREATE INDEX orders_status ON public.orders USING btree (status) valid=t ready=t live=t')
})

test('the straight line on PGlite, in a folder and from one process to the next', async () => {
  await using project = await makeProject(files, {
    driver: `pglite({ directory: 'data' })`,
    imports: [`import { pglite } from '@slipway/driver-pglite'`],
    more: '  rehearse: { driver: pglite({}) },',
  })
  await straightLine(runIn(project.dir), project.dir)
})
