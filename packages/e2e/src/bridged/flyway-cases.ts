import { runFlyway } from '@slipway/testkit'
import * as postgres from '../kill/fixture.ts'
import type { KillCase, Scene } from '../kill/kill-case.ts'
import * as mysql from '../mysql/fixture.ts'
import { flywayEnvironment } from './flyway-stage.ts'
import { killBeforeAnswer, struck, type Family } from './struck.ts'

const row = /INSERT INTO [^]*flyway_schema_history/

/** The points at which Flyway's own table is at stake, beside those of the journal that decide. */
function family({ prepare, migrations, timeouts, moments, commit, entry }: typeof postgres | typeof mysql): Family {
  return {
    // A number that a transaction took and gave up is no matter here.
    prepare: prepare.map((text) => text.replace('id INT AUTO_INCREMENT PRIMARY KEY, what', 'what')),
    migrations,
    timeouts,
    moments: {
      commit: moments['commit']!,
      'journal-outcome-commit': { after: entry('landed', 'V2'), match: commit },
      'row-of-flyway': { match: row },
      'row-of-flyway-commit': { after: row, match: commit },
    },
  }
}

/** On PostgreSQL. */
export const onPostgres: readonly KillCase[] = struck(family(postgres))

const { 'journal-outcome-commit': outcome, 'row-of-flyway-commit': written } = family(mysql).moments

/** On MySQL: the two commits by which a row of Flyway's comes about, with a statement outside a transaction and without. */
export const onMysql: readonly KillCase[] = struck({
  ...family(mysql),
  moments: { 'journal-outcome-commit': outcome!, 'row-of-flyway-commit': written! },
})

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
    await killBeforeAnswer(scene, postgres.moments['commit']!)
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
  prepare: family(mysql).prepare,
  migrations: mysql.migrations,
  timeouts: mysql.timeouts,
  async strike(scene) {
    await killBeforeAnswer(scene, mysql.moments['ddl']!)
    if ((await flyway('migrate', scene)) === 0) throw new Error('Flyway made the index once more')
    const { code, stderr } = await scene.start(['apply'], 'direct').ended
    if (code !== 7 || !stderr.includes('SW-HISTORY-CONFLICT')) throw new Error(`It exited ${code}:\n${stderr}`)
    if ((await flyway('repair', scene)) !== 0) throw new Error('Flyway does not repair its own table')
  },
  recover: [['resume'], ['apply']],
}
