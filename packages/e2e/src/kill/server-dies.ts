import type { Moment } from '../proxy.ts'
import { migrations, moments, prepare, statement, timeouts } from './fixture.ts'
import type { KillCase, Scene } from './kill-case.ts'
import { oldSnapshot } from './orphans.ts'

const marks: KillCase['marks'] = Object.fromEntries(
  ['v1-update', 'v1-insert', 'v2-index', 'v3-update', 'v3-insert'].map((mark) => [mark, { starts: 3 }]),
)
const own = { server: 'own', prepare, migrations, timeouts, command: ['apply'], marks, recover: [['apply']] } as const

async function dieAt(scene: Scene, moment: Moment): Promise<void> {
  const held = scene.hold(moment)
  const child = scene.start(['apply'])
  const conversation = await held
  await scene.killServer()
  conversation.cut()
  const { code } = await child.ended
  if (code === 0) throw new Error('It said that all is well while the server was dead')
  await scene.restartServer()
}

async function dieWaiting(scene: Scene, lock: readonly string[], mark: string): Promise<void> {
  await using blocker = await scene.connect()
  for (const sql of lock) await blocker.rows(sql)
  const child = scene.start(['apply'])
  await scene.waiting(`mark:${mark} `)
  await scene.killServer()
  const { code } = await child.ended
  if (code === 0) throw new Error('It said that all is well while the server was dead')
  await scene.restartServer()
}

const at = (name: string, when: Moment['at']): KillCase => ({
  ...own,
  id: `server-dies-${name}-${when}`,
  title: `the server dies ${when === 'request' ? 'before' : 'after'} it did: ${name.replaceAll('-', ' ')}`,
  strike: (scene) => dieAt(scene, { ...moments[name]!, at: when }),
})

/** `kill -9` of the server. */
export const serverDies: readonly KillCase[] = [
  {
    ...own,
    id: 'server-dies-in-update',
    title: 'the server dies while an UPDATE waits for a row',
    strike: (scene) => dieWaiting(scene, ['BEGIN', 'SELECT FROM t WHERE id = 3 FOR UPDATE'], 'v1-update'),
  },
  {
    ...own,
    id: 'server-dies-in-concurrently',
    title: 'the server dies in CREATE INDEX CONCURRENTLY and leaves an INVALID index',
    strike: (scene) => dieWaiting(scene, oldSnapshot, 'v2-index'),
  },
  at('commit', 'request'),
  at('commit', 'answer'),
  at('journal-row-of-transaction', 'answer'),
  at('journal-intent', 'answer'),
  at('journal-outcome', 'answer'),
  at('whole-transaction', 'request'),
  at('whole-transaction', 'answer'),
  ...(['request', 'answer'] as const).map((when): KillCase => ({
    ...own,
    id: `recovery-killed-at-remedy-${when}`,
    title: `recovery is killed ${when === 'request' ? 'before' : 'after'} it dropped the INVALID index`,
    async strike(scene) {
      await dieWaiting(scene, oldSnapshot, 'v2-index')
      const held = scene.hold({ match: /^(?![^]*\(project, )[^]*\bremedy\b/, at: when })
      const recovery = scene.start(['apply'])
      const conversation = await held
      recovery.kill('SIGKILL')
      await recovery.ended
      conversation.cut()
    },
  })),
  {
    ...own,
    id: 'server-dies-again-in-recovery',
    title: 'the server dies a second time, while recovery runs the statement again',
    async strike(scene) {
      await dieWaiting(scene, oldSnapshot, 'v2-index')
      await dieAt(scene, { match: statement('v2-index'), at: 'answer' })
    },
  },
]
