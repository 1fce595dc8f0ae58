import assert from 'node:assert/strict'
import { fold } from '@slipway/core'
import type { EntryBody } from '@slipway/core/plugin'
import type { Bench } from '../bench/bench.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, claimKind, refusal, within } from '../check.ts'
import { calm, chain, landed, unstamped } from '../values.ts'

const group = 'journal'

async function prepared({ driver, session, project }: Bench) {
  const journal = driver.journal(session, project)
  await journal.prepare()
  return journal
}

const runStarted: EntryBody = {
  type: 'run-started',
  run: 'r1',
  batch: 1,
  direction: 'up',
  plan: 'f'.repeat(64),
  migrations: ['m'],
  allowed: [],
}

/** Bodies that a careless store would change. */
const oddBodies: readonly EntryBody[] = [
  landed(0, `quotes ' " \` \\ and \n\t lines, 訂單 😀 é, $1 %s :x ?, </script>, \u2028`),
  landed(1, 'x'.repeat(300_000)),
  landed(2, ''),
  {
    type: 'external-applied',
    bridge: 'b',
    migration: 'x',
    record: {
      title: 'T',
      checksum: 'a'.repeat(64),
      repeatable: false,
      after: [],
      reversal: 'none',
      file: 'a.file',
      down: null,
    },
    raw: { z: 1, a: [true, null, 1.5, -0.25, 9_007_199_254_740_991, '9007199254740993', { b: {}, A: [] }], $date: 1 },
  },
]

/** The stored history. */
export const journalCases: readonly ConformanceCase[] = [
  {
    id: 'journal.reading',
    group,
    title: 'reading creates nothing, and nothing is there before the first entry',
    needs: [],
    async run({ fresh, specimens }) {
      const { driver, session } = await fresh()
      const before = await session.inspect()
      assert.deepEqual(await driver.journal(session, 'reading').read(), [])
      assert.equal(await driver.checkpoints(session, 'reading').read('k'), undefined)
      assert.equal(await driver.holder(session, 'reading'), undefined)
      assert.deepEqual(await session.inspect(), before)
      if (specimens.unprepared === 'accepted') return
      // What reading must not have made, nobody can write to.
      await refusal(driver.journal(session, 'reading').append(chain('reading', [landed(0)]), undefined), 'an append')
    },
  },
  {
    id: 'journal.prepare',
    group,
    title: 'many may prepare at once, and again',
    needs: [],
    async run({ fresh, connect, project }) {
      const place = await fresh()
      const drivers = place.target.secondDriver === undefined ? [place.driver] : [place.driver, place.rival()]
      const sessions = await Promise.all(Array.from({ length: 8 }, (_, at) => connect(drivers[at % drivers.length])))
      await Promise.all(sessions.map((session) => place.driver.journal(session, project).prepare()))
      const journal = place.driver.journal(place.session, project)
      await journal.append(chain(project, [landed(0)]), undefined)
      await journal.prepare()
      assert.equal((await journal.read()).length, 1)
    },
  },
  {
    id: 'journal.order',
    group,
    title: 'entries are read in order of seq, all of them, and those after a seq alone',
    needs: [],
    async run(bench) {
      const journal = await prepared(bench)
      const entries = chain(
        bench.project,
        Array.from({ length: 24 }, (_, part) => landed(part)),
      )
      for (const [from, to] of [
        [0, 1],
        [1, 12],
        [12, 24],
      ] as const)
        await journal.append(entries.slice(from, to), undefined)
      const read = await journal.read()
      assert.deepEqual(read.map(unstamped), entries)
      for (const after of [0, 9, 10, 23, 24]) assert.deepEqual(await journal.read(after), read.slice(after))
      for (const { at } of read) assert.equal(new Date(at).toISOString(), at, 'a time stamp is not ISO 8601 in UTC')
    },
  },
  {
    id: 'journal.format',
    group,
    title: 'an entry is read as it was written, whatever is in it',
    needs: [],
    async run(bench) {
      const journal = await prepared(bench)
      const entries = chain(bench.project, oddBodies)
      await journal.append(entries, undefined)
      assert.deepEqual((await journal.read()).map(unstamped), entries)
    },
  },
  {
    id: 'journal.chain',
    group,
    title: 'what is read folds: numbers are dense and each hash follows from the entry before',
    needs: [],
    async run(bench) {
      const journal = await prepared(bench)
      const entries = chain(bench.project, [runStarted, ...oddBodies])
      for (const entry of entries) await journal.append([entry], undefined)
      const { seq, migrations } = fold(await journal.read())
      assert.equal(seq, entries.length)
      assert.equal(migrations.get('m')?.landed.length, 3)
    },
  },
  {
    id: 'journal.unique-key',
    group,
    title: 'a second entry for one part of a migration in one life of it is a journal-conflict',
    needs: [],
    async run(bench) {
      const journal = await prepared(bench)
      const entries = chain(bench.project, [landed(0), landed(0)])
      await journal.append(entries.slice(0, 1), undefined)
      const error = await refusal(journal.append(entries.slice(1), undefined), 'a second entry under one key')
      claimKind(error, ['journal-conflict'], 'a second entry under one key')
      assert.equal((await journal.read()).length, 1)
    },
  },
  {
    id: 'journal.unique-seq',
    group,
    title: 'a second entry with one number is a journal-conflict',
    needs: [],
    async run(bench) {
      const journal = await prepared(bench)
      await journal.append(chain(bench.project, [landed(0)]), undefined)
      const error = await refusal(
        journal.append(chain(bench.project, [landed(1)]), undefined),
        'a second entry with one number',
      )
      claimKind(error, ['journal-conflict'], 'a second entry with one number')
      assert.deepEqual((await journal.read()).map(unstamped), chain(bench.project, [landed(0)]))
    },
  },
  {
    id: 'journal.whole',
    group,
    title: 'entries of one append are all written or none',
    needs: ['transactions'],
    async run(bench) {
      const journal = await prepared(bench)
      const [first, second, third] = chain(bench.project, [landed(0), landed(1), landed(2)])
      await journal.append([first!], undefined)
      await refusal(journal.append([second!, { ...third!, seq: 1 }], undefined), 'an append that cannot be whole')
      assert.deepEqual((await journal.read()).map(unstamped), [first])
    },
  },
  {
    id: 'journal.race',
    group,
    title: 'of many who append under one number, exactly one does',
    needs: ['rivals'],
    async run({ driver, rival, connect, session, project }) {
      const journal = driver.journal(session, project)
      await journal.prepare()
      const sessions = await Promise.all([connect(), connect(rival()), connect(), connect(rival()), connect()])
      for (let round = 0; round < 5; round += 1) {
        const last = (await journal.read()).at(-1)
        const outcomes = await within(
          60_000,
          'the race',
          Promise.allSettled(
            sessions.map((by, at) =>
              driver.journal(by, project).append(chain(project, [landed(round * 10 + at)], last), undefined),
            ),
          ),
        )
        const done = outcomes.filter(({ status }) => status === 'fulfilled').length
        assert.equal(done, 1, `${done} of ${outcomes.length} were told that theirs was written`)
        for (const outcome of outcomes) {
          if (outcome.status === 'fulfilled') continue
          claimKind(await refusal(Promise.reject(outcome.reason), 'a rival'), ['journal-conflict'], 'a rival')
        }
      }
      const read = await journal.read()
      assert.equal(read.length, 5)
      fold(read)
    },
  },
  {
    id: 'journal.projects',
    group,
    title: 'projects do not see each other, and none is shown by inspect',
    needs: [],
    async run({ fresh }) {
      const { driver, session } = await fresh()
      const before = await session.inspect()
      for (const project of ['one', 'two', "it's \\ 訂單"]) {
        const journal = driver.journal(session, project)
        await journal.prepare()
        await journal.append(chain(project, [landed(0)]), undefined)
        assert.deepEqual((await journal.read()).map(unstamped), chain(project, [landed(0)]))
      }
      assert.deepEqual(await session.inspect(), before, "Slipway's own objects are shown")
    },
  },
  {
    id: 'journal.checkpoints',
    group,
    title: 'a checkpoint is read as it was written last, by other sessions too, until it is cleared',
    needs: [],
    async run(bench) {
      await prepared(bench)
      const { driver, session, project, connect } = bench
      const checkpoints = driver.checkpoints(session, project)
      const value = { plan: `it's ${'y'.repeat(100_000)} \\ 😀`, list: [1.5, null, { b: 1, a: 2 }] }
      await checkpoints.write(session, 'k', 1)
      await checkpoints.write(session, 'k', value)
      assert.deepEqual(await driver.checkpoints(await connect(), project).read('k'), value)
      assert.equal(await driver.checkpoints(session, 'another').read('k'), undefined)
      assert.equal(await checkpoints.read('other'), undefined)
      await checkpoints.clear('k')
      assert.equal(await checkpoints.read('k'), undefined)
    },
  },
  {
    id: 'journal.newer',
    group,
    title: 'an entry of a newer format is refused, not guessed at',
    needs: [],
    async run(bench) {
      const journal = await prepared(bench)
      const [entry] = chain(bench.project, [landed(0)])
      // A newer version writes what this one has no word for; the store must keep its number.
      const newer = { ...entry!, v: 2 } as unknown as typeof entry
      await bench.driver.journal(bench.session, bench.project).append([newer!], undefined)
      const error = await refusal(journal.read(), 'an entry of a newer format')
      claim(error.code === 'SW-JOURNAL-NEWER', `it is refused with ${error.code}`)
    },
  },
  {
    id: 'journal.token',
    group,
    title: 'an append under a token that nobody holds is refused as lease-lost',
    needs: [],
    async run({ driver, session, project }) {
      const journal = driver.journal(session, project)
      let token = 0
      // The lease prepares the journal.
      await driver.lease({ project, owner: 'me', timeouts: calm }, async (lease) => {
        token = lease.token
        await driver.journal(lease.session, project).append(chain(project, [landed(0)]), token)
      })
      const last = (await journal.read()).at(-1)
      for (const stale of [token, token + 1]) {
        const error = await refusal(journal.append(chain(project, [landed(1)], last), stale), 'a stale token')
        claimKind(error, ['lease-lost'], 'a stale token')
      }
      assert.equal((await journal.read()).length, 1)
    },
  },
]
