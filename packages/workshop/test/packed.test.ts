import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshDatabase, sharedPostgres, type PostgresVersion } from '@slipway/testkit'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installPacked } from '../src/install-packed.ts'
import { runCommand, type CommandResult } from '../src/run-command.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-packed-'))
  await installPacked(folder, ['@slipway/cli', '@slipway/driver-postgres', '@slipway/adapter-sql'])
  await slipway('init', '--yes')
  await slipway('new', 'create table orders')
  const [down, up] = (await readdir(join(folder, 'migrations'))).toSorted()
  await writeFile(join(folder, 'migrations', up ?? ''), 'CREATE TABLE orders (id int PRIMARY KEY);\n')
  await writeFile(join(folder, 'migrations', down ?? ''), 'DROP TABLE orders;\n')
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

// No condition and no variable of this repository reaches the installed command.
function environment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...own } = process.env
  return { ...own, NO_COLOR: '1', ...variables }
}

async function run(variables: Readonly<Record<string, string>>, words: readonly string[]): Promise<CommandResult> {
  const bin = join(folder, 'node_modules', '@slipway', 'cli', 'bin', 'slipway.js')
  return runCommand(process.execPath, [bin, ...words], { cwd: folder, env: environment(variables) })
}

async function slipway(...words: readonly string[]): Promise<string> {
  const { code, output } = await run({ DATABASE_URL: 'postgres://127.0.0.1:1/none' }, words)
  expect({ words, code, output }).toMatchObject({ code: 0 })
  return output
}

async function tableExists(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(`SELECT to_regclass('public.orders') IS NOT NULL AS found`)).rows[0].found
  } finally {
    await client.end()
  }
}

async function mainJob(command: (...words: readonly string[]) => Promise<CommandResult>): Promise<void> {
  const plan = await command('plan')
  expect(plan).toMatchObject({ code: 0, output: expect.stringContaining('CREATE TABLE orders') })
  expect(await command('status', '--exit-code')).toMatchObject({ code: 2 })
  expect(await command('apply', '--require-proof')).toMatchObject({ code: 3 })
  expect(await command('rehearse')).toMatchObject({ code: 0, output: expect.stringContaining('exact (proved)') })
  expect(await command('apply', '--require-proof')).toMatchObject({ code: 0 })
  expect(await command('status', '--exit-code')).toMatchObject({ code: 0 })
}

test.each<PostgresVersion>([13, 15, 18])(
  'installed from its tarballs, the line works on PostgreSQL %i',
  async (version) => {
    await using database = await freshDatabase(await sharedPostgres(version))
    const command = (...words: readonly string[]) => run({ DATABASE_URL: database.url }, words)
    await mainJob(command)
    expect(await tableExists(database.url)).toBe(true)
    expect(await command('rollback', '--yes')).toMatchObject({ code: 0 })
    expect(await tableExists(database.url)).toBe(false)
    expect(await command('status', '--exit-code')).toMatchObject({ code: 2 })
  },
)

test('installed from its tarballs, the line works on PGlite', async () => {
  const config = (await readFile(join(folder, 'slipway.config.ts'), 'utf8'))
    .replace(/import \{ postgres \}.*/, `import { pglite } from '@slipway/driver-pglite'`)
    .replace(/postgres\(.*\)/, `pglite({ directory: './database' })`)
  await writeFile(join(folder, 'embedded.config.ts'), config)
  const command = (...words: readonly string[]) => run({}, [...words, '--config', 'embedded.config.ts'])
  await mainJob(command)
  expect(await command('rollback', '--yes')).toMatchObject({ code: 0 })
  expect(await command('status', '--exit-code')).toMatchObject({ code: 2 })
})

/** The files that a call loads, as its own coverage tells; Node.js itself is not among them. */
async function loaded(url: string, ...words: readonly string[]): Promise<readonly string[]> {
  const told = await mkdtemp(join(folder, 'told-'))
  expect(await run({ DATABASE_URL: url, NODE_V8_COVERAGE: told }, words)).toMatchObject({ code: 0 })
  const [name = ''] = await readdir(told)
  const { result } = JSON.parse(await readFile(join(told, name), 'utf8')) as { result: readonly { url: string }[] }
  return result.map((each) => each.url).filter((file) => file.startsWith('file:'))
}

// A package that is not bundled any more loads hundreds. A status takes 35 files of PostgreSQL's client, a plan 5 of its grammar.
test.each([
  ['--version', 6],
  ['--help', 18],
  ['status', 70],
  ['plan', 85],
])('installed from its tarballs, %s loads %i files at most', async (words, most) => {
  await using database = await freshDatabase(await sharedPostgres(15))
  const files = await loaded(database.url, words)
  expect(files.length).toBeGreaterThan(1)
  expect(files.length).toBeLessThanOrEqual(most)
})

test('installed from its tarballs, the demo runs', async () => {
  const { code, output } = await run({}, ['demo'])
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('SW-PROOF-DIFFERS') })
})
