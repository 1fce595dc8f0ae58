import type { KillCase, Scene } from '../kill/kill-case.ts'
import type { Moment } from '../proxy.ts'
import { migrations, moments, outcomeWithIntent, prepare, seven, sevenFiles, statement, timeouts } from './fixture.ts'

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

/** Every moment of an apply that counts rows up, struck in every way. */
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

/** Each of seven DDL statements killed, and the run resumed: what landed is not sent again. */
export const resumed: readonly KillCase[] = names.flatMap((name) =>
  (['request', 'answer'] as const).map((at): KillCase => ({
    ...inSeven,
    id: `${name}-${at === 'request' ? 'never-arrived' : 'unanswered'}-resumed`,
    title: `${name.replaceAll('-', ' ')}: the client is killed ${at === 'request' ? 'and the statement never arrives' : 'while the server does it'}; resumed`,
    marks: marksOf(names, 1),
    strike: (scene) => killAt(scene, { match: statement(name), at }),
    recover: [['resume']],
  })),
)

/** A kill between two statements, whose outcome and intent travel together: neither of them counts twice, none is lost. */
export const between: readonly KillCase[] = (['request', 'answer'] as const).map((at): KillCase => ({
  ...inSeven,
  id: `outcome-with-intent-${at === 'request' ? 'never-arrived' : 'unanswered'}-resumed`,
  title: `the client is killed as it writes an outcome with the next intent, ${at === 'request' ? 'which never arrive' : 'and the server does'}; resumed`,
  marks: marksOf(names, 1),
  strike: (scene) => killAt(scene, { after: statement('modify-column'), match: outcomeWithIntent, at }),
  recover: [['resume']],
}))

/** The same kills, and what landed compensated: the catalog is the one before. */
export const compensated: readonly KillCase[] = names.flatMap((name, index) =>
  (['request', 'answer'] as const).map((at): KillCase => ({
    ...inSeven,
    id: `${name}-${at === 'request' ? 'never-arrived' : 'unanswered'}-compensated`,
    title: `${name.replaceAll('-', ' ')}: the client is killed ${at === 'request' ? 'and the statement never arrives' : 'while the server does it'}; rolled back`,
    expected: 'start',
    marks: marksOf(names.slice(0, at === 'request' ? index : index + 1), 1),
    strike: (scene) => killAt(scene, { match: statement(name), at }),
    recover: [['rollback', '--yes']],
  })),
)

/** Enough rows that a copy of them outlasts the start of another process by far. */
const many: readonly string[] = [
  ...prepare,
  'CREATE TABLE big (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL, filler CHAR(100) NOT NULL)',
  "INSERT INTO big (n, filler) VALUES (1, REPEAT('x', 100))",
  ...Array.from({ length: 18 }, () => 'INSERT INTO big (n, filler) SELECT n, filler FROM big'),
]

/** Goes on after its client is gone: only the old session tells that the change will come. */
export const orphan: KillCase = {
  server: 'shared',
  prepare: many,
  migrations: {
    'V1__copy.sql':
      '-- slipway:allow SW-MYSQL-COPY a test\nALTER TABLE /* mark:copy */ big MODIFY n BIGINT NOT NULL, ADD KEY a (filler, n), ADD KEY b (n, filler), ADD KEY c (filler), ALGORITHM = COPY;\n',
  },
  timeouts,
  command: ['apply'],
  id: 'orphan-copies-on',
  title: 'the client is killed while the server copies a table; recovery starts at once and waits for it',
  marks: marksOf(['copy'], 1),
  async strike(scene) {
    const child = scene.start(['apply'], 'direct')
    await scene.running('mark:copy ')
    child.kill('SIGKILL')
    await child.ended
  },
  recover: [['apply']],
}
