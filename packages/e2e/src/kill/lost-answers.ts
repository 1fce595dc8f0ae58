import type { Moment } from '../proxy.ts'
import { migrations, moments, prepare, timeouts } from './fixture.ts'
import type { KillCase, Scene } from './kill-case.ts'

const marks: KillCase['marks'] = Object.fromEntries(
  ['v1-update', 'v1-insert', 'v2-index', 'v3-update', 'v3-insert'].map((mark) => [mark, { starts: 2 }]),
)

const shared = { server: 'shared', prepare, migrations, timeouts, command: ['apply'], marks } as const

/** A way to strike at a moment. */
export interface Strike {
  readonly title: string
  readonly at: Moment['at']
  strike(scene: Scene, moment: Moment, command?: readonly string[]): Promise<void>
}

/** How a client and its server can come apart at one message. */
export const strikes: Readonly<Record<string, Strike>> = {
  'answer-lost': {
    title: 'the answer is swallowed and the connection closes; the client lives and goes on by itself',
    at: 'answer',
    async strike(scene, moment, command = ['apply']) {
      const held = scene.hold(moment)
      const child = scene.start(command)
      ;(await held).cut()
      const { code, stderr } = await child.ended
      if (code !== 0) throw new Error(`A client that lives must find out by itself:\n${stderr}`)
    },
  },
  'killed-before-answer': {
    title: 'the client is killed before it gets the answer',
    at: 'answer',
    async strike(scene, moment, command = ['apply']) {
      const held = scene.hold(moment)
      const child = scene.start(command)
      const conversation = await held
      child.kill('SIGKILL')
      await child.ended
      conversation.cut()
    },
  },
  'killed-before-delivery': {
    title: 'the client is killed and the message never arrives',
    at: 'request',
    async strike(scene, moment, command = ['apply']) {
      const held = scene.hold(moment)
      const child = scene.start(command)
      const conversation = await held
      child.kill('SIGKILL')
      await child.ended
      conversation.cut()
    },
  },
}

/** Every moment of an apply, struck in every way. */
export const lostAnswers: readonly KillCase[] = Object.entries(moments).flatMap(([name, moment]) =>
  Object.entries(strikes).map(([how, { title, at, strike }]): KillCase => ({
    ...shared,
    id: `${name}-${how}`,
    title: `${name.replaceAll('-', ' ')}: ${title}`,
    strike: (scene) => strike(scene, { ...moment, at }),
    recover: [['apply']],
  })),
)
