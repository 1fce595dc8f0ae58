import type { KillCase, Scene } from '../kill/kill-case.ts'
import type { Moment } from '../proxy.ts'
import { migrations, moments, prepare, seven, sevenFiles, statement, timeouts } from './fixture.ts'

const marksOf = (names: readonly string[], starts: number): KillCase['marks'] =>
  Object.fromEntries(names.map((name) => [name, { starts }]))

const counting: Omit<KillCase, 'id' | 'title' | 'strike'> = {
  server: 'shared',
  prepare,
  migrations,
  timeouts,
  command: ['apply'],
  marks: marksOf(['v1-update', 'v1-insert', 'v2-index', 'v3-update', 'v3-insert'], 2),
  recover: [['apply']],
}

/** Kills the client; the server never sees the message, or has done it and cannot say so. */
async function killAt(scene: Scene, moment: Moment, argv: readonly string[] = ['apply']): Promise<void> {
  const held = scene.hold(moment)
  const child = scene.start(argv)
  const conversation = await held
  child.kill('SIGKILL')
  await child.ended
  conversation.cut()
}

/** Swallows the answer and closes the connection under a client that lives. */
async function cutAt(scene: Scene, moment: Moment): Promise<void> {
  const held = scene.hold(moment)
  const child = scene.start(['apply'])
  ;(await held).cut()
  const { code, stderr } = await child.ended
  if (code !== 0) throw new Error(`A client that lives must find out by itself:\n${stderr}`)
}

/** Every moment of an apply that counts numbers up, struck in both ways. */
export const lostAnswers: readonly KillCase[] = Object.entries(moments).flatMap(([name, moment]): KillCase[] => [
  {
    ...counting,
    id: `${name}-answer-lost`,
    title: `${name.replaceAll('-', ' ')}: the answer is swallowed, and the client goes on by itself`,
    strike: (scene) => cutAt(scene, { ...moment, at: 'answer' }),
  },
  {
    ...counting,
    id: `${name}-killed-before-answer`,
    title: `${name.replaceAll('-', ' ')}: the client is killed before it gets the answer`,
    strike: (scene) => killAt(scene, { ...moment, at: 'answer' }),
  },
])

const inSeven: Omit<KillCase, 'id' | 'title' | 'strike' | 'marks' | 'recover'> = {
  server: 'shared',
  prepare,
  migrations: sevenFiles,
  timeouts,
  command: ['apply'],
}
const names = Object.keys(seven)

/** Each of seven definition changes killed, and the run resumed: what landed is not sent again. */
export const resumed: readonly KillCase[] = names.map((name, index) => {
  const at = index % 2 === 0 ? 'answer' : 'request'
  return {
    ...inSeven,
    id: `${name}-${at === 'request' ? 'never-arrived' : 'unanswered'}-resumed`,
    title: `${name.replaceAll('-', ' ')}: the client is killed ${at === 'request' ? 'and the command never arrives' : 'while the server does it'}; resumed`,
    marks: marksOf(names, 1),
    strike: (scene) => killAt(scene, { match: statement(name), at }),
    recover: [['resume']],
  }
})

/** The same kills, and what landed compensated: the catalog is the one before. */
export const compensated: readonly KillCase[] = names.map((name, index) => {
  const at = index % 2 === 0 ? 'request' : 'answer'
  return {
    ...inSeven,
    id: `${name}-${at === 'request' ? 'never-arrived' : 'unanswered'}-compensated`,
    title: `${name.replaceAll('-', ' ')}: the client is killed ${at === 'request' ? 'and the command never arrives' : 'while the server does it'}; rolled back`,
    expected: 'start',
    marks: marksOf(names.slice(0, at === 'request' ? index : index + 1), 1),
    strike: (scene) => killAt(scene, { match: statement(name), at }),
    recover: [['rollback', '--yes']],
  }
})

/** Enough words that building an index of them outlasts the start of another process by far. */
const many: readonly string[] = [
  ...prepare,
  JSON.stringify({
    insert: 'seed',
    documents: Array.from({ length: 1000 }, (_, n) => ({
      n,
      text: Array.from({ length: 40 }, (__, word) => `w${(n * 31 + word * 17) % 997}`).join(' '),
    })),
  }),
  JSON.stringify({
    aggregate: 'seed',
    pipeline: [
      { $set: { k: { $range: [0, 80] } } },
      { $unwind: '$k' },
      { $project: { _id: { $concat: [{ $toString: '$n' }, '-', { $toString: '$k' }] }, n: 1, k: 1, text: 1 } },
      { $out: 'big' },
    ],
    cursor: {},
  }),
]

/** Works on after its client is gone, and shows the index in the catalog all the while. */
export const orphan: KillCase = {
  server: 'shared',
  prepare: many,
  migrations: {
    'V1__build.json': `${JSON.stringify({
      createIndexes: 'big',
      indexes: [
        { key: { text: 'text' }, name: 'one' },
        { key: { n: 1, k: -1 }, name: 'two' },
      ],
      comment: 'mark:build ',
    })}\n`,
  },
  timeouts,
  command: ['apply'],
  id: 'orphan-builds-on',
  title: 'the client is killed while the server builds indexes; recovery starts at once and waits for it',
  marks: marksOf(['build'], 1),
  async strike(scene) {
    const child = scene.start(['apply'], 'direct')
    await scene.running('mark:build ')
    child.kill('SIGKILL')
    await child.ended
  },
  recover: [['apply']],
}

/** The server itself is killed and starts again, and builds on what nobody waits for any more. */
export const serverDies: KillCase = {
  ...orphan,
  id: 'server-dies-while-it-builds',
  title: 'the server is killed while it builds indexes, and started again; the client goes on by itself',
  server: 'own',
  // What the server had not on disk when it was killed is begun once more.
  marks: marksOf(['build'], 2),
  async strike(scene) {
    const child = scene.start(['apply'], 'direct')
    await scene.running('mark:build ')
    await scene.killServer()
    await scene.restartServer()
    const { code, stderr } = await child.ended
    if (code !== 0) throw new Error(`A client that lives must find out by itself:\n${stderr}`)
  },
}
