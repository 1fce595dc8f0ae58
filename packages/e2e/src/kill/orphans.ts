import { migrations, moments, prepare, timeouts } from './fixture.ts'
import type { KillCase, Scene } from './kill-case.ts'

const marks: KillCase['marks'] = Object.fromEntries(
  ['v1-update', 'v1-insert', 'v2-index', 'v3-update', 'v3-insert'].map((mark) => [mark, { starts: 2 }]),
)
const once = { starts: 1 }
const shared = {
  server: 'shared',
  prepare,
  migrations,
  timeouts,
  command: ['apply'],
  marks,
  recover: [['apply']],
} as const

/** Kills the client while the server waits for `lock`, starts recovery at once, and frees the server under it. */
export async function strikeWaiting(scene: Scene, lock: readonly string[], mark: string): Promise<void> {
  await using blocker = await scene.connect()
  for (const sql of lock) await blocker.rows(sql)
  const child = scene.start(['apply'], 'direct')
  await scene.waiting(`mark:${mark} `)
  child.kill('SIGKILL')
  await child.ended
  const recovery = scene.start(['apply'], 'direct')
  // It waits for the orphan, or has wrongly sent the statement a second time.
  await scene.waiting(`mark:${mark} `, 2, () => /waiting/.test(recovery.stderr()) || recovery.process.exitCode !== null)
  await blocker.rows('COMMIT')
  const { code, stderr } = await recovery.ended
  if (code !== 0) throw new Error(`Recovery beside the orphan exited ${code}:\n${stderr}`)
}

/** An old transaction, for whose end CREATE INDEX CONCURRENTLY waits when the index is in the catalog already. */
export const oldSnapshot: readonly string[] = ['BEGIN ISOLATION LEVEL REPEATABLE READ', 'SELECT count(*) FROM t']
/** A lock for which CREATE INDEX CONCURRENTLY waits before the index is in the catalog. */
export const noMaintenance: readonly string[] = ['BEGIN', 'LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE']

/** Built when the catalog does not show the index yet: only the old session tells that it will come. */
export const beforeCatalog: KillCase = {
  ...shared,
  id: 'orphan-before-the-catalog',
  title: 'the client is killed while CREATE INDEX CONCURRENTLY waits and the catalog shows nothing of it',
  marks: { ...marks, 'v2-index': once },
  strike: (scene) => strikeWaiting(scene, noMaintenance, 'v2-index'),
}

/** Statements that go on after their client is gone. */
export const orphans: readonly KillCase[] = [
  {
    ...shared,
    id: 'orphan-behind-row-lock',
    title: 'the client is killed while its UPDATE waits for a row; recovery starts at once',
    strike: (scene) => strikeWaiting(scene, ['BEGIN', 'SELECT FROM t WHERE id = 3 FOR UPDATE'], 'v1-update'),
  },
  {
    ...shared,
    id: 'orphan-behind-old-snapshot',
    title: 'the client is killed while CREATE INDEX CONCURRENTLY waits with an INVALID index in the catalog',
    marks: { ...marks, 'v2-index': once },
    strike: (scene) => strikeWaiting(scene, oldSnapshot, 'v2-index'),
  },
  beforeCatalog,
  {
    ...shared,
    id: 'orphan-big-update',
    title: 'the client is killed in the middle of a long UPDATE; recovery starts at once',
    migrations: {
      ...migrations,
      'V1__count.sql':
        "UPDATE /* mark:v1-update */ t SET n = n + 1 WHERE pg_sleep(1) IS NOT NULL;\nINSERT /* mark:v1-insert */ INTO log VALUES ('v1');\n",
    },
    async strike(scene) {
      const child = scene.start(['apply'], 'direct')
      await scene.running('mark:v1-update ')
      child.kill('SIGKILL')
      await child.ended
      const recovery = scene.start(['apply'], 'direct')
      const { code, stderr } = await recovery.ended
      if (code !== 0) throw new Error(`Recovery beside the orphan exited ${code}:\n${stderr}`)
    },
  },
  {
    ...shared,
    id: 'orphan-idle-in-transaction',
    title: 'the network between client and server is gone in a transaction; the server ends it at its idle limit',
    async strike(scene) {
      const held = scene.hold({ ...moments['statement-in-transaction']!, at: 'answer' })
      const child = scene.start(['apply'])
      const conversation = await held
      conversation.orphan()
      const { code, stderr } = await child.ended
      conversation.cut()
      if (code !== 0) throw new Error(`A client that lives must find out by itself:\n${stderr}`)
    },
  },
  {
    ...shared,
    id: 'recovery-killed-while-it-waits',
    title: 'recovery is killed while it waits for the orphan; a third process goes on',
    marks: { ...marks, 'v2-index': once },
    async strike(scene) {
      await using blocker = await scene.connect()
      for (const sql of oldSnapshot) await blocker.rows(sql)
      for (const round of [1, 2]) {
        const child = scene.start(['apply'], 'direct')
        await (round === 1 ? scene.waiting('mark:v2-index ') : child.says(/waiting/))
        child.kill('SIGKILL')
        await child.ended
      }
      await strikeFree(scene, () => blocker.rows('COMMIT'))
    },
  },
]

async function strikeFree(scene: Scene, free: () => Promise<unknown>): Promise<void> {
  const last = scene.start(['apply'], 'direct')
  await last.says(/waiting/)
  await free()
  const { code, stderr } = await last.ended
  if (code !== 0) throw new Error(`The third process exited ${code}:\n${stderr}`)
}
