import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '@slipway/adapter-sql'
import { pglite } from '@slipway/driver-pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { main } from '../src/main.ts'
import { withTarget } from '../src/render/with-target.ts'
import { recorder } from './recorder.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-target-'))
  await mkdir(join(folder, 'migrations'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('a command to paste is for the target that was asked about, not for the default one', async () => {
  const file = join(folder, 'migrations/V1__orders.sql')
  await writeFile(file, 'CREATE TABLE orders (id int);')
  const driver = pglite()
  const session = await driver.connect()
  const target = { driver, adapter: sql({ locations: 'migrations' }) }
  const config = { targets: { development: target, staging: target } }
  const run = async (...argv: readonly string[]) => {
    const { io, out, err } = recorder({ cwd: folder })
    const exit = await main(argv, io, { config, folder, file: 'slipway.config.ts' })
    return { exit, said: out() + err() }
  }

  expect(await run('apply', '--target', 'staging')).toMatchObject({ exit: 0 })
  const asked = await run('rollback', '--env', 'staging', '--batch', '1')
  expect(asked).toMatchObject({ exit: 3 })
  expect(asked.said).toContain('    slipway rollback --target staging --batch 1 --yes\n')

  await writeFile(file, 'CREATE TABLE orders (id bigint);')
  const accept = 'slipway repair --target staging --accept-edit V1 --why'
  for (const command of ['apply', 'verify', 'doctor']) {
    expect((await run(command, '--target', 'staging')).said).toContain(accept)
  }
  expect((await run('apply')).said).toContain('slipway repair --accept-edit V1 --why')
  await session.close()
})

test.each([
  ['slipway apply', 'slipway apply --target eu'],
  ['Undo it:\n  slipway redo   undoes it', 'Undo it:\n  slipway redo --target eu   undoes it'],
  ['slipway plan --target us', 'slipway plan --target us'],
  ['slipway rollback --release shop', 'slipway rollback --release shop'],
  ['slipway explain SW-EDITED', 'slipway explain SW-EDITED'],
  ['Then slipway apply does it.', 'Then slipway apply does it.'],
])('%j', (hint, said) => {
  expect(withTarget(hint, 'eu')).toBe(said)
  expect(withTarget(hint, undefined)).toBe(hint)
})
