import type { KillCase, Scene } from '../kill/kill-case.ts'
import type { Moment } from '../proxy.ts'

const marks: KillCase['marks'] = Object.fromEntries(
  ['v1-update', 'v1-insert', 'v2-index', 'v3-update', 'v3-insert'].map((mark) => [mark, { starts: 2 }]),
)

/** How projects of a framework look on a kind of server, and the points of an apply at which two histories are at stake. */
export interface Family {
  readonly prepare: readonly string[]
  readonly migrations: KillCase['migrations']
  readonly timeouts: KillCase['timeouts']
  readonly moments: Readonly<Record<string, Omit<Moment, 'at'>>>
}

/** Kills the client: the server has done what it was asked for, and cannot say so. */
export async function killBeforeAnswer(scene: Scene, moment: Omit<Moment, 'at'>): Promise<void> {
  const held = scene.hold({ ...moment, at: 'answer' })
  const child = scene.start(['apply'])
  const conversation = await held
  child.kill('SIGKILL')
  await child.ended
  conversation.cut()
}

async function loseAnswer(scene: Scene, moment: Omit<Moment, 'at'>): Promise<void> {
  const held = scene.hold({ ...moment, at: 'answer' })
  const child = scene.start(['apply'])
  ;(await held).cut()
  const { code, stderr } = await child.ended
  if (code !== 0) throw new Error(`A client that lives must find out by itself:\n${stderr}`)
}

const strikes = { 'killed-before-answer': killBeforeAnswer, 'answer-lost': loseAnswer }

/** Every point struck in both ways; what comes out is compared with both histories of an undisturbed run. */
export function struck({ prepare, migrations, timeouts, moments }: Family): readonly KillCase[] {
  return Object.entries(moments).flatMap(([name, moment]) =>
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
