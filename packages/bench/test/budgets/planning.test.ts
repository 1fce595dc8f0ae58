import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mostOf } from '../../src/budgets.ts'
import { openRelay, type Relay } from '../../src/harness/relay.ts'
import { projectFiles, writeFiles } from '../../src/rivals/slipway-project.ts'

const entry = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url))
const installed = fileURLToPath(new URL('../../node_modules', import.meta.url))
const run = promisify(execFile)

let folder: string
let database: FreshDatabase
let relay: Relay

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-budget-'))
  database = await freshDatabase(await sharedPostgres(15))
  relay = await openRelay({ port: Number(new URL(database.url).port), except: 'slipway heartbeat' })
})
afterAll(async () => {
  await relay.close()
  await database.drop()
  await rm(folder, { recursive: true })
})

/** Round trips of one command over so many pending migrations, each of which makes a table with an index. */
async function roundTripsOf(command: string, migrations: number): Promise<number> {
  const project = join(folder, `${command}-${migrations}`)
  const files = Array.from({ length: migrations }, (_, index) => [
    [
      `V${index}__t.sql`,
      `CREATE TABLE t_${index} (id int PRIMARY KEY, name text);\nCREATE INDEX ON t_${index} (name);\n`,
    ],
    [`U${index}__t.sql`, `DROP TABLE t_${index};\n`],
  ])
  await writeFiles(project, projectFiles('postgres', Object.fromEntries(files.flat())))
  await symlink(installed, join(project, 'node_modules'))
  const env = { PATH: process.env['PATH'], DATABASE_URL: relay.through(database.url) }
  relay.reset()
  await run(process.execPath, ['--conditions=slipway-dev', '--no-warnings', entry, command], { cwd: project, env })
  return relay.traffic().roundTrips
}

test('planning asks as much of the server for many migrations as for few', async () => {
  const [few, many] = [await roundTripsOf('plan', 2), await roundTripsOf('plan', 20)]
  // A message may come in two pieces.
  expect(Math.abs(many - few)).toBeLessThanOrEqual(2)
  expect(many).toBeLessThanOrEqual(mostOf('plan.roundTrips'))
})

test('each rehearsed migration adds the same few round trips', async () => {
  const [few, many] = [await roundTripsOf('rehearse', 2), await roundTripsOf('rehearse', 6)]
  expect((many - few) / 4).toBeLessThanOrEqual(mostOf('rehearse.roundTrips'))
})
