import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshDatabase, startPostgres, type FreshDatabase, type PostgresServer } from '@slipway/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSlipway, type Ended } from '../src/child.ts'
import { configText, makeProject, type Project } from '../src/project.ts'
import { connection, query, type Connection } from '../src/query.ts'

const canary = (name: string): string => `canary-${name}-${randomBytes(9).toString('hex')}`
const secrets = {
  // What has to be percent-encoded in a URL must not get out in either form.
  url: `${canary('url')}/@:?#`,
  wrong: canary('wrong'),
  environment: canary('environment'),
  placeholder: canary('placeholder'),
  file: canary('file'),
  row: canary('row'),
}

let server: PostgresServer
let database: FreshDatabase
let project: Project
const said: string[] = []
const processes: string[] = []

const as = (user: string, password: string): string => {
  const url = new URL(database.url)
  url.username = user
  url.password = encodeURIComponent(password)
  return url.href
}

/** A connection whose statements the server does not log: it hides what the test itself has to say. */
async function unlogged(): Promise<Connection> {
  const client = await connection(database.url)
  await client.rows(`SET log_statement = 'none'`)
  await client.rows('SET log_min_duration_statement = -1')
  return client
}

async function watchProcesses(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const entry of await readdir('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')
      if (Object.values(secrets).some((secret) => line.includes(secret))) processes.push(line)
    }
    await sleep(20)
  }
}

async function run(argv: readonly string[], url: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = startSlipway(argv, {
    cwd: project.dir,
    env: {
      DATABASE_URL: url,
      UNRELATED_TOKEN: secrets.environment,
      PLACEHOLDER: secrets.placeholder,
      ...more,
    },
  })
  const watch = new AbortController()
  const watching = watchProcesses(watch.signal)
  const ended = await child.ended
  watch.abort()
  await watching
  said.push(ended.stdout, ended.stderr)
  return ended
}

beforeAll(async () => {
  server = await startPostgres({
    version: 15,
    logStatements: true,
    settings: { log_min_duration_statement: '0', log_connections: 'on' },
  })
  database = await freshDatabase(server)
  await using client = await unlogged()
  await client.rows(`CREATE ROLE careful LOGIN SUPERUSER PASSWORD '${secrets.url}'`)
  await client.rows(`CREATE ROLE filed LOGIN SUPERUSER PASSWORD '${secrets.file}'`)
  project = await makeProject(
    {
      'V1__one.sql': 'CREATE TABLE people (id int PRIMARY KEY, name text UNIQUE, age int);\n',
      'U1__one.sql': 'DROP TABLE people;\n',
      'V2__two.sql': 'CREATE INDEX CONCURRENTLY people_age ON people (age);\n',
    },
    { adapter: `sql({ placeholders: { api: { env: 'PLACEHOLDER' } } })` },
  )
})
afterAll(async () => {
  await project?.[Symbol.asyncDispose]()
  await server?.stop()
})

async function filesOf(dir: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && !entry.parentPath.includes('node_modules')) {
      found.push(await readFile(join(entry.parentPath, entry.name), 'utf8'))
    }
  }
  return found
}

function expectNone(texts: readonly string[], names: readonly (keyof typeof secrets)[]): void {
  for (const name of names) {
    for (const form of new Set([secrets[name], encodeURIComponent(secrets[name])])) {
      for (const text of texts) {
        const at = text.indexOf(form)
        expect(at === -1 ? '' : `${name}: …${text.slice(Math.max(0, at - 200), at)}`).toBe('')
      }
    }
  }
}

test('secrets are in no argument, output, plan, journal, proof, error message and server log', async () => {
  const url = as('careful', secrets.url)
  for (const argv of [
    ['status'],
    ['plan', '--json', '--verbose'],
    ['plan', '--out', 'plan.json'],
    ['apply', 'plan.json', '--verbose'],
    ['status', '--json'],
    ['history', '--json'],
    ['verify', '--verbose'],
    ['drift', '--json'],
    ['doctor', '--json'],
    ['rollback', '--yes', '--json'],
    ['rehearse', '--verbose'],
    ['apply', '--json'],
  ]) {
    expect({ argv, ...(await run(argv, url)) }).toMatchObject({ argv, code: 0 })
  }

  const client = await unlogged()
  await client.rows(`INSERT INTO people VALUES (1, '${secrets.row}')`)
  await client.end()

  // Errors: of the connection, of the parser, of the server with a row in its detail, of a placeholder.
  expect((await run(['status', '--verbose'], as('careful', secrets.wrong))).code).toBe(11)
  expect((await run(['status', '--json'], as('careful', secrets.wrong))).code).toBe(11)
  const unreachable = new URL(url)
  unreachable.port = '1'
  expect((await run(['apply', '--verbose'], unreachable.href)).code).toBe(11)
  expect((await run(['apply'], `${url.slice(0, 30)}[${secrets.wrong}`)).code).not.toBe(0)
  await project.write({ 'migrations/V3__three.sql': 'INSERT INTO people (id, name) SELECT 2, name FROM people;\n' })
  const failed = await run(['apply', '--verbose', '--json'], url)
  expect(failed.code).toBe(5)
  await run(['doctor', '--verbose'], url)
  await run(['history', '--json'], url)
  await project.write({ 'migrations/V3__three.sql': "INSERT INTO people (id, name) VALUES (3, '${api}');\n" })
  const template = await run(['apply', '--verbose'], url)
  expect(template.code).not.toBe(0)
  await run(['plan', '--json'], url)
  await project.write({ 'migrations/V3__three.sql': 'ALTER TABEL people;\n' })
  expect((await run(['apply', '--verbose'], url)).code).toBe(64)

  // A password may come from a file too.
  await project.remove('migrations/V3__three.sql')
  await project.write({
    'slipway.config.ts': configText({
      driver: `postgres({ url: process.env.DATABASE_URL, passwordFile: process.env.PASSWORD_FILE })`,
    }),
    password: secrets.file,
  })
  const filed = new URL(database.url)
  filed.username = 'filed'
  filed.password = ''
  const more = { PASSWORD_FILE: join(project.dir, 'password') }
  expect(await run(['status', '--verbose'], filed.href, more)).toMatchObject({ code: 0 })
  await project.remove('password')

  const stored: string[] = []
  for (const table of ['journal', 'checkpoint', 'lease']) {
    const rows = await query(database.url, `SELECT to_json(x)::text AS row FROM slipway.${table} x`)
    stored.push(...rows.map(({ row }) => String(row)))
  }
  expect(stored.length).toBeGreaterThan(5)
  const files = await filesOf(project.dir)
  expect(files.some((text) => text.includes('"contentHash"'))).toBe(true)
  expectNone([...said, ...stored, ...files], ['url', 'wrong', 'environment', 'placeholder', 'file', 'row'])
  // The server writes values of rows into its own log; that is its setting, not ours.
  expectNone([await server.log()], ['url', 'wrong', 'environment', 'placeholder', 'file'])
  expect(processes).toEqual([])
})

test('the search finds a secret where one is, in either form', () => {
  expect(() => expectNone([`password=${secrets.url};`], ['url'])).toThrow('url: …password=')
  expect(() => expectNone([encodeURIComponent(secrets.url)], ['url'])).toThrow('url: …')
})
