import assert from 'node:assert/strict'
import { claimKind, refusal } from '../check.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { calm, chain, landed, unstamped } from '../values.ts'

const group = 'atomicity'

/** Transactions whose statements are known beforehand, and may travel together. */
export const commitCases: readonly ConformanceCase[] = [
  {
    id: 'atomicity.known',
    group,
    title: 'statements known beforehand and their entries are all there after a commit',
    needs: ['transactions'],
    async run({ driver, session, project, counter, total, specimens }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      const entries = chain(project, [landed(0), landed(1)])
      const statements = [{ text: specimens.increment(name) }, { text: specimens.increment(name) }]
      await session.commit({ timeouts: calm, entries, statements })
      assert.equal(await total(name), 7)
      assert.deepEqual((await journal.read()).map(unstamped), entries)
    },
  },
  {
    id: 'atomicity.known-failed',
    group,
    title: 'none of them is there when one fails, and the failure says which',
    needs: ['transactions'],
    async run({ driver, session, project, counter, total, specimens }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      const statements = [specimens.increment(name), specimens.failing, specimens.increment(name)]
      const entries = chain(project, [landed(0)])
      const failing = session.commit({ timeouts: calm, entries, statements: statements.map((text) => ({ text })) })
      const error = await refusal(failing, 'a failing commit')
      claimKind(error, ['other'], 'a failing commit')
      assert.equal(error.details['index'], 1, 'the failure does not carry the index of its statement')
      assert.equal(await total(name), 3, 'the change of rows was not undone')
      assert.deepEqual(await journal.read(), [], 'the entry was not undone')
    },
  },
  {
    id: 'atomicity.known-fenced',
    group,
    title: 'none of them is there under a token that the lease does not have, or a key that is taken',
    needs: ['transactions'],
    async run({ driver, session, project, counter, total, specimens }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      const statements = [{ text: specimens.increment(name) }]
      const [first, second] = chain(project, [landed(0), landed(0, 'a rival')])
      const stale = session.commit({ timeouts: calm, entries: [first!], statements, token: 1_000_000 })
      claimKind(await refusal(stale, 'a commit under a stale token'), ['lease-lost'], 'a commit under a stale token')
      await journal.append([first!], undefined)
      const taken = session.commit({ timeouts: calm, entries: [second!], statements })
      claimKind(await refusal(taken, 'a commit under a taken key'), ['journal-conflict'], 'a commit under a taken key')
      assert.equal(await total(name), 3, 'the change of rows was not undone')
      assert.equal((await journal.read()).length, 1, 'an entry was not undone')
    },
  },
  {
    id: 'atomicity.known-behind',
    group,
    title: 'what is sent behind a commit follows it, and does nothing where that one failed',
    needs: ['transactions', 'pipelines'],
    async run({ driver, session, project, counter, total, specimens }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const name = await counter(2)
      const entries = chain(project, [landed(0), landed(1), landed(2), landed(3)])
      const [first, second, third, fourth] = entries.map((entry) => ({ timeouts: calm, entries: [entry] }))
      const statements = [{ text: specimens.increment(name) }]
      const two = [session.commit({ ...first!, statements }), session.commit({ ...second!, statements, behind: 1 })]
      await Promise.all(two)
      assert.equal(await total(name), 7)
      const failing = session.commit({ ...third!, statements: [...statements, { text: specimens.failing }] })
      const behind = session.commit({ ...fourth!, statements, behind: 3 })
      const told = await Promise.allSettled([failing, behind])
      assert.deepEqual(
        told.map(({ status }) => status),
        ['rejected', 'rejected'],
        'what was sent behind a commit that failed was done',
      )
      const late = session.commit({ ...fourth!, statements, behind: 3 })
      claimKind(await refusal(late, 'a commit behind none'), ['journal-conflict'], 'a commit behind none')
      assert.equal(await total(name), 7, 'the change of rows was not undone')
      await session.commit({ ...third!, statements })
      assert.deepEqual((await journal.read()).map(unstamped), entries.slice(0, 3))
    },
  },
]
