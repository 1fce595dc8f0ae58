import type { Moment } from '../proxy.ts'
import { prepare, statement, timeouts } from './fixture.ts'
import type { KillCase } from './kill-case.ts'
import { noMaintenance, oldSnapshot, strikeWaiting } from './orphans.ts'

const shared = { server: 'shared', timeouts, command: ['apply'], recover: [['apply']] } as const

const unnamed =
  '-- slipway:allow SW-UNKNOWABLE the server chooses the name\nCREATE INDEX CONCURRENTLY /* mark:unnamed */ ON t (n);\n'

/** A second index would be made by a repeat, and nothing in the catalog tells whether the first one is ours. */
const unknowable = (at: Moment['at'], claim: readonly string[]): KillCase => ({
  ...shared,
  id: `unknowable-${claim[0]?.replace('--', '')}`,
  title: `nobody can tell whether it took effect, and Slipway asks: ${claim[0]}`,
  prepare,
  migrations: { 'V1__unnamed.sql': unnamed },
  marks: { unnamed: { starts: 1 } },
  async strike(scene) {
    const held = scene.hold({ match: statement('unnamed'), at })
    const child = scene.start(['apply'])
    const conversation = await held
    child.kill('SIGKILL')
    await child.ended
    conversation.cut()
    for (const command of ['apply', 'resume', 'apply']) {
      const { code, stderr } = await scene.start([command], 'direct').ended
      if (code !== 6 || !stderr.includes('SW-UNKNOWN')) throw new Error(`${command} exited ${code}:\n${stderr}`)
    }
  },
  recover: [['resume', ...claim]],
})

/** Statements outside a transaction other than a plain CREATE INDEX CONCURRENTLY. */
export const otherStatements: readonly KillCase[] = [
  unknowable('answer', ['--landed', 'the index is there']),
  unknowable('request', ['--not-landed', 'there is no index']),
  {
    ...shared,
    id: 'drop-index-concurrently',
    title: 'the client is killed while DROP INDEX CONCURRENTLY waits for an old reader',
    prepare: [...prepare, 'CREATE INDEX t_n ON t (n)'],
    migrations: { 'V1__drop.sql': 'DROP INDEX CONCURRENTLY /* mark:drop */ t_n;\n' },
    marks: { drop: { starts: 1 } },
    strike: (scene) => strikeWaiting(scene, oldSnapshot, 'drop'),
  },
  {
    ...shared,
    id: 'drop-index-concurrently-before-catalog',
    title: 'the client is killed while DROP INDEX CONCURRENTLY waits and the catalog shows nothing of it',
    prepare: [...prepare, 'CREATE INDEX t_n ON t (n)'],
    migrations: { 'V1__drop.sql': 'DROP INDEX CONCURRENTLY /* mark:drop */ t_n;\n' },
    marks: { drop: { starts: 1 } },
    strike: (scene) => strikeWaiting(scene, noMaintenance, 'drop'),
  },
  {
    ...shared,
    id: 'detach-partition-concurrently',
    title: 'the client is killed while DETACH PARTITION CONCURRENTLY waits for an old reader',
    prepare: [
      'CREATE TABLE p (id int, n int) PARTITION BY RANGE (id)',
      'CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)',
      'INSERT INTO p SELECT g, g FROM generate_series(1, 5) g',
    ],
    migrations: { 'V1__detach.sql': 'ALTER TABLE /* mark:detach */ p DETACH PARTITION p1 CONCURRENTLY;\n' },
    marks: { detach: { starts: 1 } },
    strike: (scene) => strikeWaiting(scene, ['BEGIN', 'SELECT count(*) FROM p'], 'detach'),
  },
  {
    ...shared,
    id: 'unique-index-over-duplicates',
    title: 'a unique CREATE INDEX CONCURRENTLY fails on duplicates, is cleaned up, and succeeds once they are gone',
    prepare,
    migrations: { 'V1__unique.sql': 'CREATE UNIQUE INDEX CONCURRENTLY /* mark:unique */ log_what ON log (what);\n' },
    marks: { unique: { starts: 2 } },
    async strike(scene) {
      await using client = await scene.connect()
      await client.rows("INSERT INTO log VALUES ('twice'), ('twice')")
      const { code, stderr } = await scene.start(['apply'], 'direct').ended
      if (code !== 5) throw new Error(`It exited ${code} instead of 5:\n${stderr}`)
      const left = await client.rows("SELECT FROM pg_class WHERE relname = 'log_what'")
      if (left.length > 0) throw new Error('The INVALID index was left behind')
      await client.rows('DELETE FROM log')
    },
  },
  {
    ...shared,
    id: 'detach-partition-server-dies',
    server: 'own',
    title: 'the server dies in DETACH PARTITION CONCURRENTLY and leaves the detach pending',
    prepare: [
      'CREATE TABLE p (id int, n int) PARTITION BY RANGE (id)',
      'CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)',
      'INSERT INTO p SELECT g, g FROM generate_series(1, 5) g',
    ],
    migrations: { 'V1__detach.sql': 'ALTER TABLE /* mark:detach */ p DETACH PARTITION p1 CONCURRENTLY;\n' },
    marks: { detach: { starts: 2 } },
    async strike(scene) {
      await using blocker = await scene.connect()
      await blocker.rows('BEGIN')
      await blocker.rows('SELECT count(*) FROM p')
      const child = scene.start(['apply'], 'direct')
      await scene.waiting('mark:detach ')
      await scene.killServer()
      await child.ended
      await scene.restartServer()
    },
  },
]
