import assert from 'node:assert/strict'
import { compareSchemas } from '@slipway/core'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, claimKind, each, refusal, within } from '../check.ts'
import { calm, chain, landed, unstamped } from '../values.ts'

const group = 'atomicity'

const stop = new Error('stop')

/** What shares a transaction, and what does not. */
export const atomicityCases: readonly ConformanceCase[] = [
  {
    id: 'atomicity.commit',
    group,
    title: 'a change of rows and its entries are both there after a commit, in the order given',
    needs: ['transactions'],
    async run({ driver, session, project, counter, total, specimens }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      const entries = chain(project, [landed(0), landed(1)])
      const answer = await session.transaction(
        async (open, append) => {
          await open.execute({ text: specimens.increment(name) })
          await append(entries.slice(1))
          return 'done'
        },
        { timeouts: calm, entries: entries.slice(0, 1) },
      )
      assert.equal(answer, 'done')
      assert.equal(await total(name), 5)
      assert.deepEqual((await journal.read()).map(unstamped), entries)
    },
  },
  {
    id: 'atomicity.rollback',
    group,
    title: 'neither is there when the work throws, however it was written',
    needs: ['transactions'],
    async run({ driver, session, project, counter, total, specimens }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      const entries = chain(project, [landed(0), landed(1)])
      await assert.rejects(
        session.transaction(
          async (open, append) => {
            await open.execute({ text: specimens.increment(name) })
            await append(entries.slice(1))
            throw stop
          },
          { timeouts: calm, entries: entries.slice(0, 1) },
        ),
        (thrown) => thrown === stop,
        'what the work threw is not what came out',
      )
      assert.equal(await total(name), 3, 'the change of rows was not undone')
      assert.deepEqual(await journal.read(), [], 'the entries were not undone')
    },
  },
  {
    id: 'atomicity.failed-statement',
    group,
    title: 'neither is there when a later statement fails, even where the work goes on as if nothing had been',
    needs: ['transactions'],
    async run({ driver, session, project, counter, total, specimens }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      const entries = chain(project, [landed(0)])
      const failing = session.transaction(
        async (open) => {
          await open.execute({ text: specimens.increment(name) })
          await open.execute({ text: specimens.failing })
        },
        { timeouts: calm, entries },
      )
      claimKind(await refusal(failing, 'a failing transaction'), ['other'], 'a failing transaction')
      assert.equal(await total(name), 3, 'the change of rows was not undone')
      assert.deepEqual(await journal.read(), [], 'the entry was not undone')
    },
  },
  {
    id: 'atomicity.rival',
    group,
    title: 'of rivals with the same entry one does its work; the others get journal-conflict and have done nothing',
    needs: ['transactions', 'rivals'],
    async run({ driver, rival, connect, project, counter, total, specimens }) {
      const name = await counter(2)
      const sessions = [await connect(), await connect(rival()), await connect(), await connect(rival())]
      await driver.journal(sessions[0]!, project).prepare()
      const entries = chain(project, [landed(0)])
      const outcomes = await within(
        60_000,
        'the rivals',
        Promise.allSettled(
          sessions.map((session) =>
            session.transaction((open) => open.execute({ text: specimens.increment(name) }), {
              timeouts: calm,
              entries,
            }),
          ),
        ),
      )
      const done = outcomes.filter(({ status }) => status === 'fulfilled').length
      assert.equal(await total(name), 3 + 2 * done, 'what is said to be done is not what was done')
      assert.equal(done, 1, `${done} rivals did the same work`)
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue
        const error = await refusal(Promise.reject(outcome.reason), 'a rival')
        // A server may see the conflict in the rows first; the one who tries again then meets the entry.
        claimKind(error, ['journal-conflict', 'serialization', 'deadlock'], 'a rival')
      }
      assert.equal((await driver.journal(sessions[0]!, project).read()).length, 1)
    },
  },
  {
    id: 'atomicity.inside',
    group,
    title: 'a specimen that claims to share a transaction is undone with it',
    needs: [],
    async run({ fresh, specimens }) {
      const place = await fresh()
      const inside = specimens.ddl.filter(({ transaction }) => transaction !== 'outside')
      const journal = place.driver.journal(place.session, 'inside')
      await journal.prepare()
      await each(
        inside,
        ({ id }) => id,
        async ({ before, text }) => {
          await place.run(...before)
          const was = await place.session.inspect()
          const undone = place.session.transaction(
            async (open) => {
              await open.execute({ text })
              throw stop
            },
            { timeouts: calm, entries: chain('inside', [landed(0)]) },
          )
          await assert.rejects(undone, (thrown) => thrown === stop)
          assert.deepEqual(compareSchemas(was, await place.session.inspect()), [], 'it was not undone')
          assert.deepEqual(await journal.read(), [], 'its entry was not undone')
        },
      )
    },
  },
  {
    id: 'atomicity.outside',
    group,
    title: 'a specimen that claims to run outside of transactions cannot be undone by one',
    needs: [],
    async run({ fresh, specimens, subject }) {
      const place = await fresh()
      const outside = specimens.ddl.filter(({ transaction }) => transaction === 'outside')
      const transactional = subject.claims.transactions
      await each(
        outside,
        ({ id }) => id,
        async ({ before, text }) => {
          await place.run(...before)
          const was = await place.session.inspect()
          let refused = false
          const undone = place.session.transaction(
            async (open) => {
              try {
                await open.execute({ text })
              } catch {
                refused = true
              }
              throw stop
            },
            { timeouts: calm },
          )
          await undone.catch(() => undefined)
          const changed = compareSchemas(was, await place.session.inspect()).length > 0
          claim(
            refused || changed || !transactional,
            'it ran in a transaction and was undone with it: it claims less than is true',
          )
          claim(!(refused && changed), 'it was refused in a transaction and took effect nevertheless')
        },
      )
    },
  },
  {
    id: 'atomicity.control',
    group,
    title: 'a statement that would end the transaction is refused before it does',
    needs: ['transactions'],
    async run({ driver, session, project, counter, total, specimens }) {
      const control = specimens.analyze.filter(({ expect }) => expect.control === 'commit')
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      for (const { text } of control) {
        const refused = session.transaction(
          async (open) => {
            await open.execute({ text: specimens.increment(name) })
            await open.execute({ text })
          },
          { timeouts: calm, entries: chain(project, [landed(0)]) },
        )
        const error = await refusal(refused, text)
        claim(error.code === 'SW-TRANSACTION', `${text} is refused with ${error.code}`)
      }
      assert.equal(await total(name), 3)
      assert.deepEqual(await journal.read(), [])
    },
  },
  {
    id: 'atomicity.nested',
    group,
    title: 'a transaction within a transaction is refused, not joined in silence',
    needs: ['transactions'],
    async run({ session, counter, total, specimens }) {
      const name = await counter(2)
      const nested = session.transaction(
        async (open) => {
          await open.execute({ text: specimens.increment(name) })
          await open.transaction(async () => undefined, { timeouts: calm })
        },
        { timeouts: calm },
      )
      claim((await refusal(nested, 'a nested transaction')).code === 'SW-TRANSACTION', 'it has another code')
      assert.equal(await total(name), 3)
    },
  },
  {
    id: 'atomicity.checkpoint',
    group,
    title: 'a checkpoint commits with the work that it is written in, and is gone with it',
    needs: ['transactions'],
    async run({ driver, session, project }) {
      await driver.journal(session, project).prepare()
      const checkpoints = driver.checkpoints(session, project)
      await session.transaction((open) => checkpoints.write(open, 'k', { done: [1, 'a\\', null] }), {
        timeouts: calm,
      })
      await assert.rejects(
        session.transaction(
          async (open) => {
            await checkpoints.write(open, 'k', 2)
            throw stop
          },
          { timeouts: calm },
        ),
        (thrown) => thrown === stop,
      )
      assert.deepEqual(await checkpoints.read('k'), { done: [1, 'a\\', null] })
    },
  },
]
