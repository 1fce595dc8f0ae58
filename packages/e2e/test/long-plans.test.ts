import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, history, openGate, openWorkspace, plan, resume, type EntryBody } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'
import { makeProject } from '../src/project.ts'
import { query } from '../src/query.ts'

const COUNT = 501
const ids = Array.from({ length: COUNT }, (_, index) => `V${index + 1}`)

test('a long plan is kept in pieces, gone on with as it was approved, replaced, and leaves none of them', async () => {
  await using database = await freshDatabase(await sharedPostgres(15))
  await using project = await makeProject(
    Object.fromEntries(ids.map((id) => [`${id}__step.sql`, `COMMENT ON SCHEMA public IS '${id}';`])),
  )
  const config = { driver: postgres({ url: database.url }), adapter: sql({ locations: 'migrations' }) }
  const { workspace } = await openWorkspace(config, { environment: environment(project.dir) })
  const write = (id: string, text: string): Promise<void> => project.write({ [`migrations/${id}__step.sql`]: text })
  const entries = async (): Promise<readonly EntryBody[]> => (await history(workspace)).entries.map(({ body }) => body)
  const keptPlans = async (): Promise<readonly unknown[]> =>
    (await query(database.url, "SELECT key FROM slipway.checkpoint WHERE key LIKE 'plan:%' ORDER BY key")).map(
      ({ key }) => key,
    )

  const half = 'CREATE TABLE a (n int);\nCREATE INDEX CONCURRENTLY a_n ON a (n);\n'
  await write('V2', "-- slipway:gate soak wait\nCOMMENT ON SCHEMA public IS 'V2';")
  await write('V501', `${half}SELECT 1 / 0;`)
  const planned = (await plan(workspace)).plan
  const waiting = await apply(workspace, { plan: planned })
  expect(waiting.status).toBe('waiting')
  const head = `plan:${waiting.run}`
  expect(await keptPlans()).toEqual([head, `${head}:${planned.hash}:0`, `${head}:${planned.hash}:1`])

  await openGate(workspace, { gate: 'soak', evidence: 'seen' })
  await write('V500', "COMMENT ON SCHEMA public IS 'edited since';")
  await expect(resume(workspace)).rejects.toThrow('division by zero')
  expect(JSON.stringify(await entries())).not.toContain('edited since')

  await write('V500', "COMMENT ON SCHEMA public IS 'V500';")
  await write('V501', `${half}DROP TABLE a;`)
  expect(await resume(workspace)).toMatchObject({ status: 'applied', run: waiting.run })
  const landed = (await entries()).flatMap((body) => (body.type === 'landed' ? [body.key.migration] : []))
  expect([...new Set(landed)]).toEqual(ids)
  expect(await keptPlans()).toEqual([])
})
