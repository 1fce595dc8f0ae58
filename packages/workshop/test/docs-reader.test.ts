import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { environment } from '@slipway/cli'
import { apply, doctor, history, openWorkspace, plan, status, verify, type Workspace } from '@slipway/core'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedPostgres } from '@slipway/testkit'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { readMarkdown } from '../src/docs/markdown.ts'
import { makeProjectFolder } from '../src/docs/project-folder.ts'
import { repository } from '../src/packages.ts'

/** What the guide tells to run, for a role of another name: roles are one for the whole server. */
async function grants(role: string): Promise<string> {
  const { blocks } = readMarkdown(await readFile(join(repository, 'docs/guide/deploying.md'), 'utf8'))
  const found = blocks.find(({ language, text }) => language === 'sql' && text.includes('GRANT pg_read_all_data'))
  if (found === undefined) throw new Error('docs/guide/deploying.md grants nothing')
  return found.text.replaceAll('slipway_reader', role)
}

test('the role that the guide makes may plan, and a deployer applies what it planned', async () => {
  await using folder = await makeProjectFolder()
  await using database = await freshDatabase(await sharedPostgres(15))
  const role = `reader_${database.name}`
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const open = async (url: string): Promise<Workspace> => {
    const config = { driver: postgres({ url }), adapter: sql() }
    return (await openWorkspace(config, { environment: environment(folder.path) })).workspace
  }
  try {
    await client.query(await grants(role))
    await client.query(`ALTER ROLE ${role} PASSWORD 'reads'`)
    const url = new URL(database.url)
    url.username = role
    url.password = 'reads'
    const reader = await open(url.href)
    const deployer = await open(database.url)

    await folder.write('migrations/V1__orders.sql', 'CREATE TABLE orders (id int PRIMARY KEY);\n')
    expect(await plan(reader)).toMatchObject({ applied: 0, pending: 1 })
    await apply(deployer)
    await folder.write('migrations/V2__status.sql', 'ALTER TABLE orders ADD COLUMN status text;\n')
    const planned = await plan(reader)
    expect(planned).toMatchObject({ applied: 1, pending: 1 })
    expect((await status(reader)).counts).toMatchObject({ applied: 1, pending: 1 })
    expect((await verify(reader)).problems).toEqual([])
    expect((await doctor(reader)).exit).toBe(0)
    expect((await history(reader, {})).entries.length).toBeGreaterThan(0)
    await expect(apply(reader)).rejects.toMatchObject({ code: 'SW-PERMISSION' })
    expect(await apply(deployer, { plan: planned.plan })).toMatchObject({ status: 'applied' })
  } finally {
    await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
    await client.end()
  }
})
