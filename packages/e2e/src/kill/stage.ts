import { freshDatabase, type PostgresOptions, type PostgresServer } from '@slipway/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { slipway, startSlipway, type Child } from '../child.ts'
import { makeProject, type ConfigParts } from '../project.ts'
import { openProxy } from '../proxy.ts'
import { connection, query } from '../query.ts'
import { executions } from '../server-log.ts'
import { snapshot, type Snapshot } from '../snapshot.ts'
import type { KillCase, Scene } from './kill-case.ts'

/** A server whose log says when each statement of which database began and ended, and whose commits last. */
export const crashServer: Omit<PostgresOptions, 'version'> = {
  fsync: true,
  logStatements: true,
  settings: { log_min_duration_statement: '0', log_line_prefix: '%m [%p] %d %a ' },
}

/** How a mutant of the driver gets into a project's config. */
export type Mutant = Pick<ConfigParts, 'driver' | 'imports'>

const known = new Map<string, Promise<Snapshot>>()

/** What a case's commands give when nothing strikes; the same for all cases with the same files. */
function undisturbed(server: PostgresServer, kill: KillCase): Promise<Snapshot> {
  const { prepare, migrations, before, command } = kill
  const key = JSON.stringify([server.url, prepare, migrations, before, command])
  const found = known.get(key) ?? runUndisturbed(server, kill)
  known.set(key, found)
  return found
}

async function runUndisturbed(server: PostgresServer, kill: KillCase): Promise<Snapshot> {
  await using database = await freshDatabase(server)
  await using project = await makeProject(kill.migrations, {})
  for (const sql of kill.prepare) await query(database.url, sql)
  for (const argv of [...(kill.before ?? []), kill.command]) {
    const { code, stdout, stderr } = await slipway(argv, { cwd: project.dir, env: { DATABASE_URL: database.url } })
    if (code !== 0) throw new Error(`slipway ${argv.join(' ')}, undisturbed, exited ${code}:\n${stdout}${stderr}`)
  }
  return await snapshot(database.url)
}

function differences(expected: Snapshot, found: Snapshot): readonly string[] {
  const count = (lines: Snapshot, line: string): number => lines.filter((other) => other === line).length
  return [...new Set([...expected, ...found])].flatMap((line) => {
    const [wanted, got] = [count(expected, line), count(found, line)]
    return wanted === got ? [] : [`${got} instead of ${wanted}: ${line}`]
  })
}

async function untilActive(
  url: string,
  text: string,
  how: string,
  sessions = 1,
  or: () => boolean = () => false,
): Promise<void> {
  await using client = await connection(url)
  const sql = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND state = 'active' AND query LIKE $1 AND query NOT LIKE '%(project, %' ${how}`
  while (!or() && (await client.rows(sql, [`%${text}%`])).length < sessions) await sleep(20)
}

/**
 * Plays a case and answers in what the outcome differs from an undisturbed run, by the server's catalog, data and log.
 * Empty: nothing was lost and nothing was repeated.
 */
export async function play(server: PostgresServer, kill: KillCase, mutant: Mutant = {}): Promise<readonly string[]> {
  const expected = await undisturbed(server, kill)
  const logged = (await server.log()).length
  await using database = await freshDatabase(server)
  await using proxy = await openProxy(server.port)
  const timeouts = kill.timeouts === undefined ? {} : { timeouts: kill.timeouts }
  await using project = await makeProject(kill.migrations, { ...timeouts, ...mutant })
  for (const sql of kill.prepare) await query(database.url, sql)
  const through = proxy.through(database.url)
  const direct = { cwd: project.dir, env: { DATABASE_URL: database.url } }
  const violations: string[] = []
  const must = async (argv: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await slipway(argv, direct)
    if (code !== 0) violations.push(`slipway ${argv.join(' ')} exited ${code}:\n${stdout}${stderr}`)
  }

  const children: Child[] = []
  const scene: Scene = {
    start(argv, via = 'proxy') {
      const child = startSlipway(argv, via === 'direct' ? direct : { ...direct, env: { DATABASE_URL: through } })
      children.push(child)
      return child
    },
    connect: () => connection(database.url),
    hold: (moment) => proxy.hold(moment),
    running: (text) => untilActive(database.url, text, ''),
    waiting: (text, sessions, or) => untilActive(database.url, text, "AND wait_event_type = 'Lock'", sessions, or),
    killServer: () => server.kill9(),
    restartServer: () => server.restart(),
  }
  for (const argv of kill.before ?? []) await must(argv)
  try {
    await kill.strike(scene)
  } catch (error) {
    // Where recovery itself goes wrong, the server still tells what it did twice.
    violations.push(String(error))
  } finally {
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child) => child.ended))
  }
  for (const argv of kill.recover) await must(argv)
  await must(['verify'])

  violations.push(...differences(expected, await snapshot(database.url)))
  const log = (await server.log()).slice(logged)
  const mine = log
    .split(/(?=^\d{4}-\d\d-\d\d )/m)
    .filter((line) => line.includes(` ${database.name} `))
    .join('')
  for (const [mark, { starts }] of Object.entries(kill.marks)) {
    const found = executions(mine, `mark:${mark} `)
    // A killed server may have committed without having been able to log it; the data above tell then.
    const enough = kill.server === 'own' ? found.committed <= 1 : found.committed === 1
    if (!enough || found.started > starts || found.started === 0) {
      violations.push(`${mark}: started ${found.started}, completed ${found.completed}, committed ${found.committed}`)
    }
  }
  return violations
}
