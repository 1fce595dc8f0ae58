import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lease } from '@slipway/core/plugin'
import { startChild } from '../child/start-child.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, claimKind, isSlipwayError, refusal, until, within } from '../check.ts'
import { calm, chain, landed } from '../values.ts'

const group = 'lease'

const day = 86_400_000

/** Longer than a holder's heart may stand still while its session lives. */
const pause = 7_000

const isLocked = (error: unknown): boolean => isSlipwayError(error) && error.code === 'SW-LOCKED'

async function claimLocked(waiting: Promise<unknown>, owner: string, what: string): Promise<void> {
  const error = await within(60_000, what, refusal(waiting, what))
  claim(error.code === 'SW-LOCKED', `${what} was refused with ${error.code}: ${error.message}`)
  claim(error.message.includes(owner), `${what} was not told who holds the lock: ${error.message}`)
}

/** The deploy lock. */
export const leaseCases: readonly ConformanceCase[] = [
  {
    id: 'lease.exclusive',
    group,
    title: 'one holds it, the others wait in turn, and each token is greater than the one before',
    needs: [],
    async run({ driver, target, project, session }) {
      const tokens: number[] = []
      let inside = 0
      const drivers = [driver, target.secondDriver ?? driver]
      const one = (_: unknown, at: number): Promise<void> =>
        drivers[at % 2]!.lease({ project, owner: `one of six`, timeouts: calm }, async ({ token }) => {
          inside += 1
          claim(inside === 1, `${inside} hold it at once`)
          tokens.push(token)
          await sleep(20)
          inside -= 1
        })
      await within(100_000, 'six holders', Promise.all(Array.from({ length: 6 }, one)))
      assert.deepEqual(
        tokens,
        [...new Set(tokens)].toSorted((a, b) => a - b),
        'tokens do not grow',
      )
      assert.equal(await driver.holder(session, project), undefined, 'it is held after all have let it go')
    },
  },
  {
    id: 'lease.waiting',
    group,
    title: 'who waits is told who holds it, and after timeouts.lease is refused with SW-LOCKED',
    needs: [],
    async run({ driver, target, project, session }) {
      await driver.lease({ project, owner: 'ada@ci (pid 4121)', timeouts: calm }, async ({ token }) => {
        const seen: (string | undefined)[] = []
        const waiting = (target.secondDriver ?? driver).lease(
          {
            project,
            owner: 'me',
            timeouts: { ...calm, lease: 3_000 },
            onWaiting: (holder) => seen.push(holder?.owner),
          },
          async () => undefined,
        )
        await claimLocked(waiting, 'ada@ci (pid 4121)', 'a second holder')
        claim(seen.includes('ada@ci (pid 4121)'), 'onWaiting was not told who holds it')
        const holder = await driver.holder(session, project)
        assert.deepEqual({ owner: holder?.owner, token: holder?.token }, { owner: 'ada@ci (pid 4121)', token })
      })
    },
  },
  {
    id: 'lease.projects',
    group,
    title: 'the locks of two projects are two locks',
    needs: [],
    async run({ driver, project }) {
      const short = { ...calm, lease: 2_000 }
      await driver.lease({ project, owner: 'one', timeouts: short }, () =>
        driver.lease({ project: `${project}-other`, owner: 'two', timeouts: short }, async () => undefined),
      )
    },
  },
  {
    id: 'lease.failed-work',
    group,
    title: 'work that throws lets it go, and what it threw comes out',
    needs: [],
    async run({ driver, project, session }) {
      const stop = new Error('stop')
      const failing = driver.lease({ project, owner: 'me', timeouts: calm }, async () => {
        throw stop
      })
      await assert.rejects(failing, (thrown) => thrown === stop)
      assert.equal(await driver.holder(session, project), undefined)
      await driver.lease({ project, owner: 'me', timeouts: { ...calm, lease: 2_000 } }, async () => undefined)
    },
  },
  {
    id: 'lease.canceled',
    group,
    title: 'a signal ends the wait for it',
    needs: [],
    async run({ driver, project }) {
      await driver.lease({ project, owner: 'one', timeouts: calm }, async () => {
        const waiting = driver.lease(
          { project, owner: 'two', timeouts: { ...calm, lease: 90_000 }, signal: AbortSignal.timeout(200) },
          async () => undefined,
        )
        let ended = false
        await within(
          45_000,
          'a canceled wait',
          waiting.catch(() => (ended = true)),
        )
        claim(ended, 'a canceled wait got the lock')
      })
    },
  },
  {
    id: 'lease.fence',
    group,
    title: 'once it is broken, nothing of the old holder counts: its signal aborts, its token is refused everywhere',
    needs: [],
    async run({ driver, target, project, session, connect, subject }) {
      const breaker = target.secondDriver === undefined ? session : await connect(target.secondDriver)
      const breaking = target.secondDriver ?? driver
      const journal = driver.journal(session, project)
      let old: Lease | undefined
      const losing = driver.lease({ project, owner: 'old', timeouts: calm }, async (lease) => {
        old = lease
        await breaking.breakLease(breaker, project).catch((error: unknown) => {
          // The token is taken; that the process is still there may be said.
          if (subject.claims.evicts || !isLocked(error)) throw error
        })
        if (!lease.signal.aborted) await within(60_000, 'the signal', once(lease.signal, 'abort'))
        const stale = await refusal(
          journal.append(chain(project, [landed(0)]), lease.token),
          'an append of the old holder',
        )
        claimKind(stale, ['lease-lost'], 'an append of the old holder')
        throw lease.signal.reason
      })
      claimKind(await refusal(losing, 'the old holder'), ['lease-lost'], 'the old holder')
      assert.equal(await driver.holder(session, project), undefined)
      await breaking.lease({ project, owner: 'new', timeouts: calm }, async (lease) => {
        claim(lease.token > (old?.token ?? Infinity), `token ${lease.token} does not follow ${String(old?.token)}`)
        const stale = session.transaction(async () => undefined, {
          timeouts: calm,
          token: old?.token ?? 0,
          entries: chain(project, [landed(0)]),
        })
        claimKind(await refusal(stale, 'a transaction of the old holder'), ['lease-lost'], 'a stale transaction')
        await breaking.journal(lease.session, project).append(chain(project, [landed(0)]), lease.token)
      })
      assert.equal((await journal.read()).length, 1)
    },
  },
  {
    id: 'lease.beat',
    group,
    title: 'the heart of a holder beats, also while it has a transaction open',
    needs: ['rivals'],
    async run({ driver, rival, connect, project, subject }) {
      const watcher = await connect(rival())
      const beat = async (): Promise<number> => (await rival().holder(watcher, project))?.beat ?? -1
      await driver.lease({ project, owner: 'me', timeouts: calm }, async ({ session, token }) => {
        const watch = async (): Promise<void> => {
          const first = await beat()
          await until('the heart', async () => (await beat()) > first)
        }
        if (subject.claims.transactions) await session.transaction(watch, { timeouts: calm, token })
        else await watch()
      })
    },
  },
  {
    id: 'lease.dead',
    group,
    title: 'the lock of a process that was killed is taken over',
    needs: ['process'],
    waits: true,
    async run(bench) {
      const { driver, project } = bench
      const child = await startChild(bench, bench, { kind: 'hold', project, entry: chain(project, [landed(0)])[0]! })
      const { token } = await child.says('held')
      await child.signal('SIGKILL')
      await driver.lease({ project, owner: 'successor', timeouts: { ...calm, lease: 60_000 } }, async (lease) => {
        claim(lease.token > token, `token ${lease.token} does not follow ${token}`)
      })
    },
  },
  {
    id: 'lease.paused',
    group,
    title: 'a process that is stopped keeps it: time alone takes nothing, and when it goes on it still counts',
    needs: ['process'],
    waits: true,
    async run(bench) {
      const { driver, project, session } = bench
      const child = await startChild(bench, bench, { kind: 'hold', project, entry: chain(project, [landed(0)])[0]! })
      await child.says('held')
      await child.signal('SIGSTOP')
      const waiting = driver.lease({ project, owner: 'me', timeouts: { ...calm, lease: pause } }, async () => undefined)
      await claimLocked(waiting, 'the child', 'who waits for a stopped holder')
      await child.signal('SIGCONT')
      child.goOn()
      await child.says('done')
      assert.equal((await driver.journal(session, project).read()).length, 1)
    },
  },
  {
    id: 'lease.resumed',
    group,
    title: 'a stopped process whose lock was broken and taken does nothing when it goes on',
    needs: ['process', 'evicts'],
    waits: true,
    async run(bench) {
      const { driver, project, session } = bench
      const child = await startChild(bench, bench, { kind: 'hold', project, entry: chain(project, [landed(0)])[0]! })
      await child.says('held')
      await child.signal('SIGSTOP')
      await driver.breakLease(session, project)
      await driver.lease({ project, owner: 'successor', timeouts: { ...calm, lease: 8_000 } }, async () => {
        child.goOn()
        await child.signal('SIGCONT')
        const { kind, message } = await child.says('failed')
        claim(kind === 'lease-lost' || kind === 'answer-lost', `its append failed with ${String(kind)}: ${message}`)
        assert.equal((await driver.holder(session, project))?.owner, 'successor')
      })
      assert.deepEqual(await driver.journal(session, project).read(), [])
    },
  },
  {
    id: 'lease.clock',
    group,
    title: 'a clock that is a day wrong, of the holder or of a rival, gives and takes nothing',
    needs: ['process'],
    waits: true,
    async run(bench) {
      const { driver, project, session } = bench
      await driver.lease({ project, owner: 'with the right clock', timeouts: calm }, async () => {
        const rivals = [day, -day].map(async (clock) => {
          const child = await startChild(bench, bench, { kind: 'try', project, patience: 2_000 }, clock)
          const { code } = await child.says('failed')
          claim(code === 'SW-LOCKED', `a rival whose clock is ${clock} ms wrong was refused with ${code}`)
        })
        await Promise.all(rivals)
      })
      const holders = [day, -day].map(async (clock) => {
        const own = `${project}-${clock}`
        const child = await startChild(
          bench,
          bench,
          { kind: 'hold', project: own, entry: chain(own, [landed(0)])[0]! },
          clock,
        )
        await child.says('held')
        const waiting = driver.lease(
          { project: own, owner: 'me', timeouts: { ...calm, lease: 1_500 } },
          async () => undefined,
        )
        await claimLocked(waiting, 'the child', `who waits for a holder whose clock is ${clock} ms wrong`)
        child.goOn()
        await child.says('done')
        assert.equal((await driver.journal(session, own).read()).length, 1)
      })
      await Promise.all(holders)
    },
  },
]
