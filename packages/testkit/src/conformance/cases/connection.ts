import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Session } from '@slipway/core/plugin'
import type { Bench } from '../bench/bench.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, claimKind, kindOf, refusal, until, within } from '../check.ts'
import { openTcpProxy, type TcpProxy } from '../tcp-proxy.ts'
import { calm, chain, landed } from '../values.ts'

const group = 'connection'

/** More pieces than any transaction of one statement has. */
const most = 30

async function proxied(bench: Bench): Promise<TcpProxy> {
  const proxy = await openTcpProxy(bench.target.tcp!)
  bench.finally(() => proxy.close())
  return proxy
}

/** The server is done with a session whose connection is gone. */
async function untilGone({ rival, connect }: Bench, session: Session): Promise<void> {
  const { identity } = session
  if (identity === undefined) return
  const watcher = await connect(rival())
  await until(
    'the end of a session that was cut off',
    async () => (await rival().alive(watcher, identity)) === undefined,
  )
}

/** What a driver said of work that was cut off, and what is there. */
interface Outcome {
  readonly said: 'done' | Error
  readonly effect: boolean
  readonly entry: boolean
}

/** What is cut off, and whether there is an effect beside the entry. */
interface Conversation {
  readonly direction: 'requests' | 'answers'
  run(session: Session, project: string, counter: string): Promise<unknown>
}

/** Cuts a conversation off at each of its pieces in turn, until it is through before the piece comes; answers how many. */
async function cutEverywhere(
  bench: Bench,
  { direction, run }: Conversation,
  judge: (outcome: Outcome) => Promise<void>,
): Promise<void> {
  const { target, driver, session, total, counter, project } = bench
  const proxy = await proxied(bench)
  const name = await counter(1)
  await driver.journal(session, project).prepare()
  for (let pieces = 0; pieces < most; pieces += 1) {
    proxy.mend()
    const own = `${project}-${direction}-${pieces}`
    const at = target.tcp!.at(proxy.port)
    // Connecting is not what is judged, and a driver that is quick to give up may do so on a busy machine.
    const through = await at.connect().catch(() => at.connect())
    const before = await total(name)
    const lost = proxy.loseAfter(direction, pieces)
    const settled = run(through, own, name).then(
      (): Outcome['said'] => 'done',
      (thrown: unknown): Outcome['said'] => thrown as Error,
    )
    const first = await within(60_000, 'it', Promise.race([lost.then(() => 'lost' as const), settled]))
    if (first === 'lost') {
      // What the server has got, it finishes.
      await sleep(60)
      proxy.cut()
    }
    const said = await within(60_000, 'what was cut off', settled)
    if (first === 'lost') await untilGone(bench, through)
    await through.close().catch(() => undefined)
    const effect = (await total(name)) !== before
    const entry = (await driver.journal(session, own).read()).length > 0
    await judge({ said, effect, entry })
    if (first !== 'lost') {
      claim(pieces > 0, `it has no ${direction}`)
      return
    }
  }
  throw new Error(`it has more than ${most} ${direction}`)
}

/** A change of rows with its entry. */
const transaction = ({ specimens }: Bench, direction: Conversation['direction']): Conversation => ({
  direction,
  run: (session, project, name) =>
    session.transaction((open) => open.execute({ text: specimens.increment(name) }), {
      timeouts: calm,
      entries: chain(project, [landed(0)]),
    }),
})

/** Connections that end, and answers that never come. */
export const connectionCases: readonly ConformanceCase[] = [
  {
    id: 'connection.lost-answer',
    group,
    title: 'whichever answer of a transaction is swallowed: it is done whole or not at all, and never called failed',
    needs: ['tcp', 'transactions'],
    async run(bench) {
      await cutEverywhere(bench, transaction(bench, 'answers'), async ({ said, effect, entry }) => {
        assert.equal(effect, entry, 'a change of rows and its entry did not commit together')
        if (said === 'done') claim(effect, 'it is said to be done and is not')
        else if (effect)
          claimKind(await refusal(Promise.reject(said), 'it'), ['answer-lost'], 'a transaction that did commit')
      })
    },
  },
  {
    id: 'connection.lost-request',
    group,
    title:
      'whichever request of a transaction is swallowed: it is done whole or not at all, and never called done in vain',
    needs: ['tcp', 'transactions'],
    async run(bench) {
      await cutEverywhere(bench, transaction(bench, 'requests'), async ({ said, effect, entry }) => {
        assert.equal(effect, entry, 'a change of rows and its entry did not commit together')
        if (said === 'done') claim(effect, 'it is said to be done and is not')
        else await refusal(Promise.reject(said), 'a transaction that was cut off')
      })
    },
  },
  {
    id: 'connection.append',
    group,
    title: 'whichever answer of an append is swallowed: an entry that is there is never called refused',
    needs: ['tcp'],
    async run(bench) {
      const { driver } = bench
      const append: Conversation = {
        direction: 'answers',
        run: (session, project) => driver.journal(session, project).append(chain(project, [landed(0)]), undefined),
      }
      await cutEverywhere(bench, append, async ({ said, entry }) => {
        if (said === 'done') claim(entry, 'it is said to be done and is not')
        else if (entry) claimKind(await refusal(Promise.reject(said), 'it'), ['answer-lost'], 'an append that landed')
      })
    },
  },
  {
    id: 'connection.statement',
    group,
    title: 'a statement whose connection is cut has no answer; its session ends on the server, and then all is still',
    needs: ['tcp'],
    async run(bench) {
      const { target, specimens, counter, total } = bench
      const name = await counter(2)
      const proxy = await proxied(bench)
      const through = await target.tcp!.at(proxy.port).connect()
      const running = through.execute({ text: specimens.slowIncrement(name, 4_000) }, { timeouts: calm })
      const failed = refusal(running, 'a statement that was cut off')
      await sleep(300)
      proxy.cut()
      const error = await within(60_000, 'a statement that was cut off', failed)
      claim(kindOf(error) === 'answer-lost', `it failed with kind ${String(kindOf(error))}: ${error.message}`)
      await untilGone(bench, through)
      await through.close().catch(() => undefined)
      const then = await total(name)
      claim(then === 3 || then === 4, `the total is ${then}`)
      await sleep(300)
      assert.equal(await total(name), then, 'it took effect after its session was said to be gone')
    },
  },
  {
    id: 'connection.holder',
    group,
    title: 'a holder whose connection is cut gets no answer any more, and its lock is taken over',
    needs: ['tcp'],
    waits: true,
    async run(bench) {
      const { target, driver, project, specimens, counter } = bench
      const proxy = await proxied(bench)
      const name = await counter(1)
      let token = 0
      const losing = target.tcp!.at(proxy.port).lease({ project, owner: 'cut off', timeouts: calm }, async (lease) => {
        token = lease.token
        proxy.cut()
        await lease.session.execute({ text: specimens.increment(name) })
      })
      const error = await within(90_000, 'a holder that was cut off', refusal(losing, 'a holder that was cut off'))
      claimKind(error, ['answer-lost'], 'a holder that was cut off')
      await driver.lease({ project, owner: 'successor', timeouts: { ...calm, lease: 60_000 } }, async (lease) => {
        claim(lease.token > token, `token ${lease.token} does not follow ${token}`)
      })
    },
  },
]
