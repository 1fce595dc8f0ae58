import { migrations, moments, prepare, timeouts } from './fixture.ts'
import type { KillCase, Scene } from './kill-case.ts'

const marks: KillCase['marks'] = Object.fromEntries(
  ['v1-update', 'v1-insert', 'v2-index', 'v3-update', 'v3-insert'].map((mark) => [mark, { starts: 2 }]),
)
const shared = { server: 'shared', prepare, migrations, timeouts, command: ['apply'], recover: [['apply']] } as const

async function succeed(scene: Scene, argv: readonly string[]): Promise<void> {
  const { code, stderr } = await scene.start(argv, 'direct').ended
  if (code !== 0) throw new Error(`slipway ${argv.join(' ')} exited ${code}:\n${stderr}`)
}

/** The answer to the check is on its way to a process that is stopped; when it goes on, its next statement is due. */
async function paused(scene: Scene, name: string, takeOver: () => Promise<void>): Promise<void> {
  const held = scene.hold({ ...moments[name]!, at: 'answer' })
  const child = scene.start(['apply'])
  const conversation = await held
  child.kill('SIGSTOP')
  conversation.release()
  await takeOver()
  child.kill('SIGCONT')
  await child.ended
}

/** SIGSTOP between check and send, takeover, SIGCONT. The paused process must do nothing more. */
export const takeovers: readonly KillCase[] = [
  ...[
    { name: 'journal-row-of-transaction', next: 'v1-update', starts: 1 },
    { name: 'statement-in-transaction', next: 'v1-insert', starts: 1 },
    { name: 'journal-intent', next: 'v2-index', starts: 1 },
    { name: 'journal-outcome', next: 'v3-update', starts: 1 },
  ].map(({ name, next, starts }): KillCase => ({
    ...shared,
    id: `paused-at-${name}`,
    title: `a process stopped just before ${next} is taken over by unlock --terminate and goes on`,
    marks: { ...marks, [next]: { starts } },
    strike: (scene) =>
      paused(scene, name, async () => {
        await succeed(scene, ['unlock', '--terminate'])
        await succeed(scene, ['apply'])
      }),
  })),
  {
    ...shared,
    id: 'paused-and-waited-for',
    title: 'a process stopped in a transaction is ended by the server at its idle limits, and a waiter goes on',
    marks: { ...marks, 'v1-update': { starts: 1 } },
    timeouts: { ...timeouts, lease: 150_000 },
    strike: (scene) => paused(scene, 'journal-row-of-transaction', () => succeed(scene, ['apply'])),
  },
]
