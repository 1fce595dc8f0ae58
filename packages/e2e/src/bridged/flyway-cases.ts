import { runFlyway } from '@slipway/testkit'
import * as mysql from '../mysql/fixture.ts'
import * as postgres from '../kill/fixture.ts'
import type { KillCase, Scene } from '../kill/kill-case.ts'
import type { Moment } from '../proxy.ts'
import { flywayEnvironment } from './flyway-stage.ts'

const marks: KillCase['marks'] = Object.fromEntries(
  ['v1-update', 'v1-insert', 'v2-index', 'v3-update', 'v3-insert'].map((mark) => [mark, { starts: 2 }]),
)

/** A family of servers: how its projects look, and what stands at each point of an apply. */
interface Family {
  readonly prepare: readonly string[]
  readonly migrations: KillCase['migrations']
  readonly timeouts: KillCase['timeouts']
  readonly moments: Readonly<Record<string, Omit<Moment, 'at'>>>
  readonly commit: RegExp
}

/** The points at which Flyway's own table and lock are at stake, beside those of the journal that decide. */
function momentsOf({ moments, commit }: Family): Family['moments'] {
  const { commit: ofUnit, 'journal-outcome-commit': ofOutcome } = moments
  return {
    ...(ofUnit && { commit: ofUnit }),
    ...(ofOutcome && { 'journal-outcome-commit': ofOutcome }),
    'row-of-flyway': { match: /INSERT INTO [^]*flyway_schema_history/ },
    'row-of-flyway-commit': { after: /INSERT INTO [^]*flyway_schema_history/, match: commit },
  }
}

async function killAt(scene: Scene, moment: Moment): Promise<void> {
  const held = scene.hold(moment)
  const child = scene.start(['apply'])
  const conversation = await held
  child.kill('SIGKILL')
  await child.ended
  conversation.cut()
}

async function cutAt(scene: Scene, moment: Moment): Promise<void> {
  const held = scene.hold(moment)
  const child = scene.start(['apply'])
  ;(await held).cut()
  const { code, stderr } = await child.ended
  if (code !== 0) throw new Error(`A client that lives must find out by itself:\n${stderr}`)
}

const strikes = {
  'killed-before-answer': (scene: Scene, moment: Omit<Moment, 'at'>) => killAt(scene, { ...moment, at: 'answer' }),
  'answer-lost': (scene: Scene, moment: Omit<Moment, 'at'>) => cutAt(scene, { ...moment, at: 'answer' }),
}

/** Every point struck in every way; what comes out is compared with both histories of an undisturbed run. */
function struck(family: Family): readonly KillCase[] {
  const { prepare, migrations, timeouts } = family
  return Object.entries(momentsOf(family)).flatMap(([name, moment]) =>
    Object.entries(strikes).map(([how, strike]): KillCase => ({
      id: `${name}-${how}`,
      title: `${name.replaceAll('-', ' ')}: ${how.replaceAll('-', ' ')}; both histories agree afterwards`,
      server: 'shared',
      prepare,
      migrations,
      ...(timeouts && { timeouts }),
      command: ['apply'],
      strike: (scene) => strike(scene, moment),
      recover: [['apply']],
      marks,
    })),
  )
}

/** On PostgreSQL. */
export const onPostgres: readonly KillCase[] = struck(postgres)

/** A number that a transaction took and gave up is no matter here. */
const withoutNumbers: Family = {
  ...mysql,
  prepare: mysql.prepare.map((text) => text.replace('id INT AUTO_INCREMENT PRIMARY KEY, what', 'what')),
}

/** On MySQL and MariaDB. */
export const onMysql: readonly KillCase[] = struck(withoutNumbers)

const between = { server: 'shared', command: ['apply'], marks: {} } as const

/** Runs the real Flyway in the project of a scene; answers its exit code. */
async function flyway(command: 'migrate' | 'repair', { dir, url }: Scene): Promise<number> {
  return (await runFlyway([command], { cwd: dir, env: flywayEnvironment(url) })).code
}

/** Flyway is started after the kill, before any recovery: it finds a history that lacks nothing. */
export const flywayGoesOn: KillCase = {
  ...between,
  id: 'flyway-after-a-lost-commit',
  title: 'the client is killed at a COMMIT that took effect; Flyway goes on, and Slipway after it',
  prepare: postgres.prepare,
  migrations: { ...postgres.migrations, 'V2__index.sql': 'CREATE INDEX /* mark:v2-index */ t_n ON t (n);\n' },
  timeouts: postgres.timeouts,
  async strike(scene) {
    await killAt(scene, { ...postgres.moments['commit']!, at: 'answer' })
    const code = await flyway('migrate', scene)
    if (code !== 0) throw new Error(`Flyway exited ${code}`)
  },
  recover: [['apply']],
}

/** The same on MySQL, where what was made is not written down yet: Flyway runs into it, and Slipway names what that left. */
export const flywayFails: KillCase = {
  ...between,
  id: 'flyway-after-a-lost-index',
  title: 'the client is killed while the server makes an index; Flyway fails on it, and Slipway says so',
  prepare: withoutNumbers.prepare,
  migrations: mysql.migrations,
  timeouts: mysql.timeouts,
  async strike(scene) {
    await killAt(scene, { ...mysql.moments['ddl']!, at: 'answer' })
    if ((await flyway('migrate', scene)) === 0) throw new Error('Flyway made the index once more')
    const { code, stderr } = await scene.start(['apply'], 'direct').ended
    if (code !== 7 || !stderr.includes('SW-HISTORY-CONFLICT')) throw new Error(`It exited ${code}:\n${stderr}`)
    if ((await flyway('repair', scene)) !== 0) throw new Error('Flyway does not repair its own table')
  },
  recover: [['resume'], ['apply']],
}
