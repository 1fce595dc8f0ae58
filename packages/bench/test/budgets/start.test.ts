import { execFile } from 'node:child_process'
import { glob, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freshDatabase, sharedPostgres, type FreshDatabase } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mostOf } from '../../src/budgets.ts'
import { projectFiles, writeFiles } from '../../src/rivals/slipway-project.ts'

const entry = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url))
const installed = fileURLToPath(new URL('../../node_modules', import.meta.url))
const run = promisify(execFile)

let folder: string
let database: FreshDatabase

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-start-'))
  database = await freshDatabase(await sharedPostgres(15))
  await writeFiles(
    folder,
    projectFiles('postgres', { 'V1__orders.sql': 'CREATE TABLE orders (id int PRIMARY KEY);\n' }),
  )
  await symlink(installed, join(folder, 'node_modules'))
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})

interface Coverage {
  readonly result: readonly { readonly url: string }[]
}

/** The files that one call of the command line loads, as its own coverage tells: those of Node.js itself are not among them. */
async function loaded(...argv: readonly string[]): Promise<readonly string[]> {
  const told = await mkdtemp(join(folder, 'told-'))
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, NODE_V8_COVERAGE: told }
  await run(process.execPath, ['--conditions=slipway-dev', '--no-warnings', entry, ...argv], { cwd: folder, env })
  const files: string[] = []
  for await (const name of glob('coverage-*.json', { cwd: told })) {
    const { result } = JSON.parse(await readFile(join(told, name), 'utf8')) as Coverage
    files.push(...result.map(({ url }) => url).filter((url) => url.startsWith('file:')))
  }
  return files
}

const of = (files: readonly string[], names: RegExp): readonly string[] => files.filter((file) => names.test(file))

const validator = /\/node_modules\/zod\//
const clients = /\/node_modules\/(pg|mysql2|mongodb|@electric-sql)\//
const grammars = /\/node_modules\/(libpg-query|web-tree-sitter)\//

test('to say its version, the command line loads next to nothing', async () => {
  const files = await loaded('--version')
  expect(files.length).toBeGreaterThan(1)
  expect(files.length).toBeLessThanOrEqual(mostOf('start.version.modules'))
})

test('to say how it is used, it loads no validator, no client, no grammar and no other package', async () => {
  const files = await loaded('--help')
  expect(of(files, validator)).toEqual([])
  expect(of(files, clients)).toEqual([])
  expect(of(files, grammars)).toEqual([])
  expect(files.filter((file) => !file.includes('/packages/cli/'))).toEqual([])
  expect(files.length).toBeLessThanOrEqual(mostOf('start.help.modules'))
})

test('a status loads one client, and neither validator nor grammar', async () => {
  const files = await loaded('status')
  expect(of(files, validator)).toEqual([])
  expect(of(files, grammars)).toEqual([])
  expect(of(files, /\/node_modules\/(mysql2|mongodb|@electric-sql|smol-toml)\//)).toEqual([])
  expect(of(files, clients).length).toBeGreaterThan(0)
  expect(files.length).toBeLessThanOrEqual(mostOf('start.status.modules'))
})

test('a plan of one file loads one client and one grammar', async () => {
  const files = await loaded('plan')
  expect(of(files, validator)).toEqual([])
  expect(of(files, /\/node_modules\/(mysql2|mongodb|@electric-sql|smol-toml)\//)).toEqual([])
  expect(of(files, grammars).length).toBeGreaterThan(0)
  expect(files.length).toBeLessThanOrEqual(mostOf('start.plan.modules'))
})
