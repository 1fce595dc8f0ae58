import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyProject, freshDatabase, installAlembic, pgDump, runAlembic, sharedPostgres } from '@slipway/testkit'
import { expect, test } from 'vitest'

const chain = ['V20260105', 'V20260112', 'V20260119', 'V20260126', 'V20260202', 'V20260209']

test('Alembic and Slipway make the same of the same revisions, forward and back', { timeout: 240_000 }, async () => {
  const server = await sharedPostgres(15)
  await using database = await freshDatabase(server)
  await using other = await freshDatabase(server)
  const python = await installAlembic()
  const env = { ...python.env, DATABASE_URL: database.url }
  await using project = await copyProject(new URL('../', import.meta.url), env)
  const { slipway, folder } = project
  await mkdir(join(folder, '.venv/bin'), { recursive: true })
  await writeFile(join(folder, '.venv/bin/python'), `#!/bin/sh\nexec '${python.path}' "$@"\n`, { mode: 0o755 })

  const alembic = async (url: string, ...args: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await runAlembic(folder, args, { env: { DATABASE_URL: url } })
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    return stdout
  }
  const schema = (url: string) => pgDump(url, ['--schema-only', '--exclude-schema=slipway'])
  const rows = (url: string) => pgDump(url, ['--data-only', '--inserts', '--table=customers', '--table=order_lines'])

  await alembic(other.url, 'upgrade', 'head')
  await alembic(database.url, 'upgrade', '3f6a01b7d25c')
  const before = await schema(database.url)
  await slipway('import', '--from', 'alembic', '--yes')
  expect(await project.applied()).toEqual(chain.slice(0, 3))

  expect(await slipway('plan')).toContain('CREATE INDEX CONCURRENTLY orders_customer_id_idx')
  await slipway('apply')
  expect(await project.applied()).toEqual(chain)
  expect(await schema(database.url)).toBe(await schema(other.url))
  expect(await rows(database.url)).toBe(await rows(other.url))

  await slipway('rollback', '-n', '3', '--yes')
  expect(await schema(database.url)).toBe(before)
  expect(await alembic(database.url, 'current')).toContain('3f6a01b7d25c')
  await alembic(database.url, 'upgrade', 'head')
  expect(await schema(database.url)).toBe(await schema(other.url))
})
