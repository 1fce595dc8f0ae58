import type { DoctorReport, Status } from '@slipway/core'
import { freshDatabase, sharedMariadb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { slipway, startSlipway, type Ended } from '../src/child.ts'
import { mysqlConnection } from '../src/mysql/query.ts'
import { mysqlConfig } from '../src/mysql/stage.ts'
import { configText, makeProject } from '../src/project.ts'
import { connection } from '../src/query.ts'

const timeouts = { lock: 60_000, concurrently: 60_000 }
const concurrently = 'CREATE INDEX CONCURRENTLY later ON a (n)'
const inPlace = 'ALTER TABLE a ADD INDEX later (n)'

test.each([
  ['PostgreSQL', () => sharedPostgres(15), {}, connection, concurrently],
  ['MySQL', () => sharedMysql('8.0'), mysqlConfig, mysqlConnection, inPlace],
  ['MariaDB', () => sharedMariadb('10.11'), mysqlConfig, mysqlConnection, inPlace],
] as const)('what a living %s deployment has begun is running, what a dead one left is not', async (...row) => {
  const [, server, config, connect, build] = row
  const database = await freshDatabase(await server())
  await using project = await makeProject(
    { 'V1__a.sql': 'CREATE TABLE a (n int);\n' },
    configText({ ...config, timeouts }),
  )
  const ground = { cwd: project.dir, env: { DATABASE_URL: database.url } }
  const run = (...argv: readonly string[]): Promise<Ended> => slipway(argv, ground)
  async function look(): Promise<{ readonly said: Status; readonly states: readonly string[] }> {
    const { result: said } = JSON.parse((await run('status', '--json')).stdout) as { readonly result: Status }
    return { said, states: said.migrations.map(({ state }) => state) }
  }
  await run('apply')
  await project.write({
    'migrations/V2__later.sql': `${build};\n`,
    'migrations/V3__last.sql': 'CREATE TABLE b (n int);\n',
  })

  await using writer = await connect(database.url)
  await writer.rows('BEGIN')
  await writer.rows('INSERT INTO a VALUES (1)')
  const deployer = startSlipway(['apply'], ground)
  await expect.poll(look).toMatchObject({ states: ['applied', 'running', 'pending'] })
  const owner = expect.stringContaining(`pid ${deployer.pid}`) as unknown
  expect((await look()).said.runs).toMatchObject([{ status: 'running', batch: 2, holder: { owner } }])
  const told = await run('status', '--exit-code')
  expect(told.code).toBe(2)
  expect(told.stdout).toMatch(/running {2}batch 2 \(up\) of 2 migrations, by .*\(pid \d+\) for/)
  expect(told.stdout).toContain('Next: slipway status --wait 5m')
  const asked = await run('doctor', '--json')
  expect(asked.code).toBe(0)
  const { findings } = (JSON.parse(asked.stdout) as { readonly result: DoctorReport }).result
  expect(findings.find(({ name }) => name === 'running')).toMatchObject({
    message: 'batch 2 is under way (V2, V3)',
    lines: [expect.stringContaining(build)],
    exits: [],
  })
  expect((await run('verify')).code).toBe(0)

  deployer.kill('SIGKILL')
  await deployer.ended
  await run('unlock', '--terminate')
  const left = await look()
  expect(left).toMatchObject({ said: { runs: [{ status: 'interrupted' }] }, states: ['applied', 'unknown', 'pending'] })
  expect(left.said.runs[0]).not.toHaveProperty('holder')
  expect([(await run('status', '--exit-code')).code, (await run('doctor')).code]).toEqual([6, 6])

  await writer.rows('COMMIT')
  await run('resume')
  expect(await look()).toMatchObject({ said: { runs: [] }, states: ['applied', 'applied', 'applied'] })
  await database.drop()
})
