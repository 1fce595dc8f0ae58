import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshDatabase, pgDump, sharedPostgres } from '@slipway/testkit'
import { describe, expect, test } from 'vitest'
import { busyClient } from '../src/busy-client.ts'
import { cli, slipway, startSlipway, type Child } from '../src/child.ts'
import { fullPipe } from '../src/full-pipe.ts'
import { makeProject } from '../src/project.ts'
import { openProxy, postgresProtocol, type Proxy } from '../src/proxy.ts'
import { connection, query } from '../src/query.ts'

const timeouts = { lock: 500, idle: 1_500, tries: 30, retryFor: 120_000 }
/** What the server promises, and room for a machine that is busy with other things. */
const bound = timeouts.lock + timeouts.idle + 8_000
/** How long others hold on: without its limits, a deployer would stall the client nearly as long. */
const longer = 16_000

const prepare = [
  'CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL)',
  'INSERT INTO t SELECT g, g FROM generate_series(1, 5) g',
]
const alter = {
  'V1__alter.sql': 'ALTER TABLE t ADD COLUMN note text;\nCREATE TABLE other (id int);\n',
}
/** Its transaction takes several messages, because the answer to one of them decides whether it goes on. */
const decided = {
  'V1__alter.sql':
    'ALTER TABLE t ADD COLUMN note text;\n-- slipway:assert no note yet\nSELECT FROM t WHERE note IS NOT NULL;\n',
}

interface Site {
  readonly url: string
  readonly proxy: Proxy
  start(argv: readonly string[], url?: string): Child
}

/** Runs a scene beside the client, and answers how long the client's slowest operation took. */
async function beside(files: Readonly<Record<string, string>>, scene: (site: Site) => Promise<void>): Promise<number> {
  await using database = await freshDatabase(await sharedPostgres(15))
  await using proxy = await openProxy(Number(new URL(database.url).port), postgresProtocol)
  await using project = await makeProject(files, { timeouts })
  for (const sql of prepare) await query(database.url, sql)
  const client = await busyClient(database.url)
  let figures: { readonly longest: number; readonly operations: number }
  try {
    await scene({
      url: database.url,
      proxy,
      start: (argv, url = database.url) => startSlipway(argv, { cwd: project.dir, env: { DATABASE_URL: url } }),
    })
  } finally {
    figures = await client.stop()
  }
  expect(figures.operations).toBeGreaterThan(10)
  const done = await slipway(['apply'], { cwd: project.dir, env: { DATABASE_URL: database.url } })
  expect(done).toMatchObject({ code: 0 })
  return figures.longest
}

describe.concurrent('a client is held up no longer than the server allows', () => {
  test('beside a session that sits idle in a transaction', async ({ annotate }) => {
    const longest = await beside(alter, async ({ url, start }) => {
      await using blocker = await connection(url)
      await blocker.rows('BEGIN')
      await blocker.rows('SELECT count(*) FROM t')
      const child = start(['apply'])
      await sleep(longer)
      await child.says(/in use|stepped back|blocked by|try \d/)
      await blocker.rows('COMMIT')
      expect(await child.ended).toMatchObject({ code: 0 })
    })
    await annotate(`longest stall ${longest} ms`)
    expect(longest).toBeLessThan(bound)
  })

  test('beside a running pg_dump', async ({ annotate }) => {
    const longest = await beside(alter, async ({ url, proxy, start }) => {
      const copying = proxy.hold({ match: /^COPY /, at: 'request' })
      const dump = pgDump(proxy.through(url), [])
      const held = await copying
      const child = start(['apply'])
      await sleep(longer)
      await child.says(/in use|stepped back|blocked by|try \d/)
      held.release()
      await dump
      expect(await child.ended).toMatchObject({ code: 0 })
    })
    await annotate(`longest stall ${longest} ms`)
    expect(longest).toBeLessThan(bound)
  })

  test('beside a deployer that is stopped while it holds the table', async ({ annotate }) => {
    const longest = await beside(decided, async ({ url, proxy, start }) => {
      const altered = proxy.hold({ match: /^(?![^]*\(project, )[^]*ALTER TABLE t/, at: 'answer' })
      const child = start(['apply'], proxy.through(url))
      const held = await altered
      child.kill('SIGSTOP')
      held.release()
      await sleep(longer)
      child.kill('SIGCONT')
      await child.ended
    })
    await annotate(`longest stall ${longest} ms`)
    expect(longest).toBeLessThan(bound)
  })

  test('beside a deployer whose output nobody reads', async ({ annotate }) => {
    const files = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        `V${index + 1}__column.sql`,
        `ALTER TABLE t ADD COLUMN c${index} int;\n`,
      ]),
    )
    const longest = await beside(files, async ({ url }) => {
      await using project = await makeProject(files, { timeouts })
      await using pipe = await fullPipe()
      const child = spawn(process.execPath, [...cli, 'apply', '--verbose'], {
        cwd: project.dir,
        env: { PATH: process.env['PATH'], DATABASE_URL: url },
        stdio: ['ignore', pipe.descriptor, pipe.descriptor],
      })
      const ended = once(child, 'exit')
      const columns = `SELECT count(*)::int AS n FROM pg_attribute WHERE attrelid = 't'::regclass AND attname LIKE 'c%' AND attnum > 2`
      while ((await query(url, columns))[0]?.['n'] !== 10) await sleep(50)
      await sleep(1_000)
      // Its work is done, and it still has to say so.
      expect(child.exitCode).toBeNull()
      let said = ''
      while (child.exitCode === null) {
        said += pipe.drain()
        await sleep(10)
      }
      expect(await ended).toEqual([0, null])
      expect(said + pipe.drain()).toContain('10 applied')
    })
    await annotate(`longest stall ${longest} ms`)
    expect(longest).toBeLessThan(bound)
  })
})
