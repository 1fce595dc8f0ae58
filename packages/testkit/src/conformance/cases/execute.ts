import assert from 'node:assert/strict'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, claimKind, refusal, within } from '../check.ts'
import { calm } from '../values.ts'

const group = 'execute'

/** Longer than any case waits, so that only an end that was brought about ends it. */
const long = 120_000
const patience = 40_000

/** Sending one statement. */
export const executeCases: readonly ConformanceCase[] = [
  {
    id: 'execute.rows',
    group,
    title: 'a statement answers its rows by column name, and what it wrote is there',
    needs: [],
    async run({ counter, run, total, specimens }) {
      const name = await counter(3)
      claim((await total(name)) === 6, 'three rows do not sum up to 6')
      await run(specimens.increment(name))
      claim((await total(name)) === 9, 'an increment of three rows does not add 3')
      await run(specimens.add(name, 10))
      claim((await total(name)) === 19, 'a row that was added is not counted')
    },
  },
  {
    id: 'execute.parameters',
    group,
    title: 'parameters are values, whatever is in them',
    needs: ['parameters'],
    async run({ session, specimens }) {
      const { text, params, rows } = specimens.parameters!
      assert.deepEqual((await session.execute({ text, params })).rows, rows)
    },
  },
  {
    id: 'execute.failure',
    group,
    title: 'what the server refuses is SW-STATEMENT-FAILED with kind, file and line, and the session goes on',
    needs: [],
    async run({ session, specimens, counter, total }) {
      const name = await counter(1)
      const at = { file: 'db/a.file', line: 7 }
      const error = await refusal(session.execute({ text: specimens.failing, at }), 'a statement that must fail')
      claim(error.code === 'SW-STATEMENT-FAILED', `its code is ${error.code}`)
      claimKind(error, ['other'], 'a statement that must fail')
      claim(error.details['file'] === at.file, `its details say file ${String(error.details['file'])}`)
      claim(error.details['line'] === at.line, `its details say line ${String(error.details['line'])}`)
      claim((await total(name)) === 1, 'the session does not answer any more')
    },
  },
  {
    id: 'execute.canary',
    group,
    title: 'values of rows stay out of errors',
    needs: ['canary'],
    async run({ session, specimens, counter }) {
      const value = 'canary-7731'
      const texts = specimens.canary!(await counter(1), value)
      for (const text of texts.slice(0, -1)) await session.execute({ text })
      const error = await refusal(session.execute({ text: texts.at(-1) ?? '' }), 'a statement that must fail')
      const shown = JSON.stringify([error.message, error.hint, error.details])
      claim(!shown.includes(value), `the error says what is in a row: ${error.message}`)
    },
  },
  {
    id: 'execute.cancel',
    group,
    title: 'a signal ends a statement on the server: it takes no effect, and the session goes on',
    needs: ['cancel'],
    async run({ connect, specimens, counter, total }) {
      const name = await counter(2)
      const session = await connect()
      const controller = new AbortController()
      const running = refusal(
        session.execute({ text: specimens.slowIncrement(name, long) }, { signal: controller.signal }),
        'a canceled statement',
      )
      setTimeout(() => controller.abort(), 200)
      claimKind(await within(patience, 'a canceled statement', running), ['canceled'], 'a canceled statement')
      claim((await within(patience, 'the next statement', total(name, session))) === 3, 'it took effect nevertheless')
    },
  },
  {
    id: 'execute.cancel-in-transaction',
    group,
    title: 'a signal ends a statement inside a transaction, and all of that is undone',
    needs: ['cancel', 'transactions'],
    async run({ connect, specimens, counter, total }) {
      const name = await counter(2)
      const session = await connect()
      const controller = new AbortController()
      const running = refusal(
        session.transaction(
          async (open) => {
            await open.execute({ text: specimens.increment(name) })
            setTimeout(() => controller.abort(), 200)
            await open.execute({ text: specimens.slow(long) }, { signal: controller.signal })
          },
          { timeouts: calm },
        ),
        'a canceled transaction',
      )
      claimKind(await within(patience, 'a canceled transaction', running), ['canceled'], 'a canceled transaction')
      claim((await within(patience, 'the next statement', total(name, session))) === 3, 'it took effect nevertheless')
    },
  },
  {
    id: 'execute.aborted-before',
    group,
    title: 'with a signal that is aborted already, nothing takes effect',
    needs: ['cancel'],
    async run({ connect, specimens, counter, total }) {
      const name = await counter(2)
      const session = await connect()
      const running = session.execute(
        { text: specimens.slowIncrement(name, long) },
        { signal: AbortSignal.abort(new Error('stop')) },
      )
      const error = await within(patience, 'a canceled statement', refusal(running, 'a canceled statement'))
      claimKind(error, ['canceled'], 'a canceled statement')
      claim((await total(name, session)) === 3, 'it took effect nevertheless')
    },
  },
  {
    id: 'execute.statement-timeout',
    group,
    title: 'the server ends a statement at timeouts.statement, and it takes no effect',
    needs: ['statementTimeout'],
    async run({ connect, specimens, counter, total }) {
      const name = await counter(2)
      const session = await connect()
      const running = refusal(
        session.execute({ text: specimens.slowIncrement(name, long) }, { timeouts: { ...calm, statement: 300 } }),
        'a statement that takes too long',
      )
      await within(patience, 'a statement that takes too long', running)
      claim((await within(patience, 'the next statement', total(name, session))) === 3, 'it took effect nevertheless')
    },
  },
  {
    id: 'execute.lock-timeout',
    group,
    title: 'the server ends a wait at timeouts.lock with kind lock-timeout; nothing of the unit takes effect',
    needs: ['lockTimeout', 'lock'],
    async run({ connect, rival, specimens, counter, total, analyze }) {
      const name = await counter(2)
      const other = await counter(1)
      const [waiter, holder] = [await connect(), await connect(rival())]
      const short = { ...calm, lock: 1_000, concurrently: 1_000 }
      const text = specimens.lock!.waits(name)
      const { transaction } = await analyze(text)
      await holder.transaction(
        async (open) => {
          await open.execute({ text: specimens.lock!.hold(name) })
          const waiting =
            transaction === 'outside'
              ? waiter.execute({ text }, { timeouts: short })
              : waiter.transaction(
                  async (mine) => {
                    await mine.execute({ text: specimens.increment(other) })
                    await mine.execute({ text })
                  },
                  { timeouts: short },
                )
          const error = await within(patience, 'the wait', refusal(waiting, 'waiting for a lock'))
          claimKind(error, ['lock-timeout'], 'waiting for a lock')
        },
        { timeouts: calm },
      )
      claim((await total(other, waiter)) === 1, 'what the unit did before its wait is not undone')
    },
  },
  {
    id: 'execute.settings',
    group,
    title: 'settings hold for the statement or transaction they are given to, and not after it',
    needs: ['setting'],
    async run({ connect, specimens }) {
      const { set, show } = specimens.setting!
      const session = await connect()
      const before = (await session.execute({ text: show })).rows
      const under = (await session.execute({ text: show }, { timeouts: calm, settings: [set] })).rows
      assert.notDeepEqual(under, before, 'a setting did not hold for its statement')
      assert.deepEqual((await session.execute({ text: show })).rows, before, 'a setting outlived its statement')
      const inside = await session.transaction(async (open) => (await open.execute({ text: show })).rows, {
        timeouts: calm,
        settings: [set],
      })
      assert.deepEqual(inside, under, 'a setting did not hold in its transaction')
      assert.deepEqual((await session.execute({ text: show })).rows, before, 'a setting outlived its transaction')
    },
  },
  {
    id: 'execute.mark',
    group,
    title: 'a marker is in the text that is sent, breaks no statement and changes no analysis',
    needs: [],
    async run({ session, dialect, specimens, counter, total, analyze }) {
      const name = await counter(2)
      const plain = specimens.increment(name)
      const marked = dialect.mark(plain, 'slipway:V1:up:0')
      claim(marked.includes('slipway:V1:up:0'), 'the marker is not in the text')
      await session.execute({ text: marked })
      claim((await total(name)) === 5, 'a marked statement does something else')
      assert.deepEqual(
        dialect.split(marked, 'a.file').map(({ text }) => text === marked || text === plain),
        [true],
      )
      assert.equal((await analyze(marked)).verb, (await analyze(plain)).verb)
    },
  },
  {
    id: 'execute.huge',
    group,
    title: 'a statement of two million bytes arrives whole',
    needs: [],
    async run({ run, specimens, counter, total, dialect }) {
      const name = await counter(1)
      const text = specimens.huge(name, 7, 2_000_000)
      claim(Buffer.byteLength(text) >= 2_000_000, 'the specimen is too small')
      assert.equal(dialect.split(text, 'a.file').length, 1)
      await run(text)
      claim((await total(name)) === 8, 'its row is not there')
    },
  },
  {
    id: 'execute.sessions',
    group,
    title: 'a session that is alive is found by its identity, one that was closed is not',
    needs: ['sessions'],
    async run({ driver, rival, connect }) {
      const watcher = await connect(rival())
      const session = await driver.connect({ application: 'conformance' })
      const { identity } = session
      claim(identity !== undefined, 'a session has no identity')
      const peer = await rival().alive(watcher, identity)
      claim(peer?.id === identity.id, `a session that is open is not found: ${JSON.stringify(peer)}`)
      await session.close()
      const began = performance.now()
      while ((await rival().alive(watcher, identity)) !== undefined) {
        claim(performance.now() - began < patience, 'a session that was closed is still found')
      }
    },
  },
  {
    id: 'execute.identify',
    group,
    title: 'every driver and session tells the same server and database, and another database is told apart',
    needs: [],
    async run({ driver, session, target, connect, fresh }) {
      const own = await driver.identify(session)
      assert.deepEqual(await driver.identify(await connect()), own)
      const second = target.secondDriver
      if (second !== undefined) assert.deepEqual(await second.identify(await connect(second)), own)
      const other = await fresh()
      assert.notDeepEqual(await other.driver.identify(other.session), own)
    },
  },
  {
    id: 'execute.refused-connection',
    group,
    title: 'a server that is not there is SW-CONNECT, without a secret in it',
    needs: ['tcp'],
    async run({ target }) {
      // Port 1 of this machine: nothing listens there.
      const connecting = target.tcp!.at(1).connect()
      const error = await within(60_000, 'connecting', refusal(connecting, 'connecting to nothing'))
      claim(error.code === 'SW-CONNECT', `its code is ${error.code}`)
      const password = /:\/\/[^/@]*:([^/@]+)@/.exec(target.url ?? '')?.[1]
      const shown = JSON.stringify([error.message, error.hint, error.details])
      claim(password === undefined || !shown.includes(`:${password}@`), 'it tells the password')
    },
  },
]
