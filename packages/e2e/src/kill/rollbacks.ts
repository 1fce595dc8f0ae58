import type { Moment } from '../proxy.ts'
import { commit, entry, migrations, prepare, statement, timeouts, whole } from './fixture.ts'
import type { KillCase } from './kill-case.ts'

const command = ['rollback', '--yes'] as const
const marks: KillCase['marks'] = Object.fromEntries(
  ['u1-update', 'u1-insert', 'u2-index', 'u3-update', 'u3-insert'].map((mark) => [mark, { starts: 2 }]),
)
const shared = { server: 'shared', prepare, migrations, timeouts, before: [['apply']], command, marks } as const

const moments: Readonly<Record<string, Omit<Moment, 'at'>>> = {
  'statement-in-transaction': { match: statement('u3-update') },
  commit: { after: statement('u3-insert'), match: commit },
  'journal-intent': { match: entry('intent') },
  concurrently: { match: statement('u2-index') },
  'journal-outcome': { after: statement('u2-index'), match: entry('landed') },
  'whole-transaction': { match: whole('u1-insert') },
}

/** Strikes inside a rollback of three migrations. */
export const rollbacks: readonly KillCase[] = Object.entries(moments).flatMap(([name, moment]): KillCase[] => [
  {
    ...shared,
    id: `rollback-${name}-killed`,
    title: `rollback: the client is killed after it sent: ${name.replaceAll('-', ' ')}`,
    async strike(scene) {
      const held = scene.hold({ ...moment, at: 'answer' })
      const child = scene.start(command)
      const conversation = await held
      child.kill('SIGKILL')
      await child.ended
      conversation.cut()
    },
    recover: [['resume']],
  },
  {
    ...shared,
    id: `rollback-${name}-answer-lost`,
    title: `rollback: the answer is swallowed, and the client goes on by itself: ${name.replaceAll('-', ' ')}`,
    async strike(scene) {
      const held = scene.hold({ ...moment, at: 'answer' })
      const child = scene.start(command)
      ;(await held).cut()
      const { code, stderr } = await child.ended
      if (code !== 0) throw new Error(`A client that lives must find out by itself:\n${stderr}`)
    },
    recover: [],
  },
])
