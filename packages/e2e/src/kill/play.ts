import { setTimeout as sleep } from 'node:timers/promises'
import { slipway, startSlipway, type Child } from '../child.ts'
import { makeProject, type ConfigParts } from '../project.ts'
import type { Snapshot } from '../snapshot.ts'
import type { KillCase, Scene } from './kill-case.ts'
import type { Stage } from './stage.ts'

/** How a mutant of the driver gets into a project's config. */
export type Mutant = Pick<ConfigParts, 'driver' | 'imports'>

async function query(stage: Stage, url: string, statements: readonly string[]): Promise<void> {
  await using client = await stage.connect(url)
  for (const sql of statements) await client.rows(sql)
}

const known = new Map<string, Promise<Snapshot>>()

/** What a case's commands give when nothing strikes; the same for all cases with the same files. */
function undisturbed(stage: Stage, kill: KillCase): Promise<Snapshot> {
  const { prepare, migrations, before, command, expected = 'undisturbed' } = kill
  const key = JSON.stringify([stage.url, prepare, migrations, before, command, expected])
  const found = known.get(key) ?? runUndisturbed(stage, kill)
  known.set(key, found)
  return found
}

async function runUndisturbed(stage: Stage, kill: KillCase): Promise<Snapshot> {
  await using database = await stage.fresh()
  await using project = await makeProject(kill.migrations, stage.config)
  await query(stage, database.url, kill.prepare)
  const commands = kill.expected === 'start' ? [] : [...(kill.before ?? []), kill.command]
  for (const argv of commands) {
    const { code, stdout, stderr } = await slipway(argv, { cwd: project.dir, env: { DATABASE_URL: database.url } })
    if (code !== 0) throw new Error(`slipway ${argv.join(' ')}, undisturbed, exited ${code}:\n${stdout}${stderr}`)
  }
  return await stage.snapshot(database.url)
}

function counted(lines: Snapshot): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

function differences(expected: Snapshot, found: Snapshot): readonly string[] {
  const [wanted, got] = [counted(expected), counted(found)]
  return [...new Set([...expected, ...found])]
    .filter((line) => wanted.get(line) !== got.get(line))
    .map((line) => `${got.get(line) ?? 0} instead of ${wanted.get(line) ?? 0}: ${line}`)
}

/**
 * Plays a case and answers in what the outcome differs from an undisturbed run, by the server's catalog, data and log.
 * Empty: nothing was lost and nothing was repeated.
 */
export async function play(stage: Stage, kill: KillCase, mutant: Mutant = {}): Promise<readonly string[]> {
  const expected = await undisturbed(stage, kill)
  const logged = (await stage.log()).length
  await using database = await stage.fresh()
  await using proxy = await stage.openProxy()
  const timeouts = kill.timeouts === undefined ? {} : { timeouts: kill.timeouts }
  await using project = await makeProject(kill.migrations, { ...stage.config, ...timeouts, ...mutant })
  await query(stage, database.url, kill.prepare)
  const through = proxy.through(database.url)
  const direct = { cwd: project.dir, env: { DATABASE_URL: database.url } }
  const violations: string[] = []
  const must = async (argv: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await slipway(argv, direct)
    if (code !== 0) violations.push(`slipway ${argv.join(' ')} exited ${code}:\n${stdout}${stderr}`)
  }
  const until = async (
    looking: 'running' | 'waiting',
    text: string,
    sessions = 1,
    or: () => boolean = () => false,
  ): Promise<void> => {
    while (!or() && (await stage.sessions(database.url, text, looking)) < sessions) await sleep(20)
  }

  const children: Child[] = []
  const atEnd = new Set<(said: string) => void>()
  const scene: Scene = {
    url: database.url,
    dir: project.dir,
    start(argv, via = 'proxy') {
      const child = startSlipway(argv, via === 'direct' ? direct : { ...direct, env: { DATABASE_URL: through } })
      children.push(child)
      if (via === 'proxy') void child.ended.then(() => atEnd.forEach((tell) => tell(child.stderr())))
      return child
    },
    connect: () => stage.connect(database.url),
    hold(moment) {
      const { promise: missed, reject } = Promise.withResolvers<never>()
      atEnd.add((said) => reject(new Error(`A command ended before it sent ${moment.match}:\n${said}`)))
      return Promise.race([proxy.hold(moment), missed])
    },
    async running(text) {
      const over = (): boolean =>
        children.length > 0 &&
        children.every(({ process: { exitCode, signalCode } }) => exitCode !== null || signalCode !== null)
      await until('running', text, 1, over)
      if (over()) throw new Error(`Every command ended before ${text} was seen to run`)
    },
    waiting: (text, sessions, or) => until('waiting', text, sessions, or),
    killServer: () => stage.kill9(),
    restartServer: () => stage.restart(),
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
  if (kill.expected !== 'start') await must(['verify'])

  violations.push(...differences(expected, await stage.snapshot(database.url)))
  const log = (await stage.log()).slice(logged)
  for (const [mark, { starts }] of Object.entries(kill.marks)) {
    const { started, completed, committed } = stage.executions(log, database.name, `mark:${mark} `)
    // A killed server may have committed without having been able to log it; the data above tell then.
    const enough = committed === undefined || (kill.server === 'own' ? committed <= 1 : committed === 1)
    if (!enough || started > starts || started === 0) {
      violations.push(`${mark}: started ${started}, completed ${completed}, committed ${committed}`)
    }
  }
  return violations
}
