import assert from 'node:assert/strict'
import { compareSchemas } from '@slipway/core'
import type { Schema } from '@slipway/core/plugin'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, each } from '../check.ts'
import { calm } from '../values.ts'

const group = 'inspect'

const definitionOf = (schema: Schema, id: string): string | null => schema.objects[id]?.definition ?? null

/** Seeing what is there. */
export const inspectCases: readonly ConformanceCase[] = [
  {
    id: 'inspect.changes',
    group,
    title: 'the change that each specimen makes is seen in the objects that it names',
    needs: [],
    async run({ fresh, specimens }) {
      const { session, run } = await fresh()
      await each(
        specimens.ddl,
        ({ id }) => id,
        async ({ before, text, changes }) => {
          if (before.length > 0) await run(...before)
          const was = await session.inspect()
          const defined = await session.definitions(changes)
          await run(text)
          const is = await session.inspect()
          const found = new Set(compareSchemas(was, is).map(({ object }) => object))
          claim(changes.length > 0, 'the specimen names no object')
          for (const id of changes) claim(found.has(id), `${id} is not seen to differ, but ${[...found].join(', ')}`)
          const now = await session.definitions(changes)
          for (const id of changes) {
            assert.equal(defined[id], definitionOf(was, id), `definitions() before and inspect() disagree on ${id}`)
            assert.equal(now[id], definitionOf(is, id), `definitions() after and inspect() disagree on ${id}`)
          }
        },
      )
    },
  },
  {
    id: 'inspect.deterministic',
    group,
    title: 'the same database gives the same schema, sorted, to every session, whatever is read in between',
    needs: [],
    async run({ fresh, connect, specimens, dialect }) {
      const { driver, session, run, target } = await fresh()
      for (const { before, text } of specimens.ddl) await run(...before, text)
      const first = await session.inspect()
      const ids = Object.keys(first.objects)
      claim(ids.length >= specimens.ddl.length, `only ${ids.length} objects are seen`)
      assert.equal(first.dialect, dialect.name)
      assert.deepEqual(ids, ids.toSorted(), 'its keys are not sorted')
      for (const [id, { kind, dependsOn }] of Object.entries(first.objects)) {
        claim(id.startsWith(`${kind}:`), `${id} is said to be of kind ${kind}`)
        assert.deepEqual(dependsOn, dependsOn.toSorted(), `what ${id} depends on is not sorted`)
        claim(!dependsOn.includes(id), `${id} depends on itself`)
      }
      const others = [session, await connect(driver), await connect(target.secondDriver ?? driver)]
      for (const other of others) assert.equal(JSON.stringify(await other.inspect()), JSON.stringify(first))
      await session.stats(ids)
      assert.equal(JSON.stringify(await session.inspect()), JSON.stringify(first))
    },
  },
  {
    id: 'inspect.definitions',
    group,
    title: 'definitions are those of now, absent ones null, and all that was asked for is answered',
    needs: [],
    async run({ session, counter, run, specimens }) {
      const [one, two] = [await counter(1), await counter(1)]
      const ids = [specimens.object(one), specimens.object(two), specimens.object('never_made')]
      const first = await session.definitions(ids)
      assert.deepEqual(Object.keys(first).toSorted(), ids.toSorted())
      claim(typeof first[ids[0]!] === 'string', 'what is there has no definition')
      assert.equal(first[ids[2]!], null, 'what is not there has a definition')
      await run(specimens.drop(two))
      const second = await session.definitions(ids)
      assert.deepEqual([second[ids[0]!], second[ids[1]!]], [first[ids[0]!], null], 'the definitions are old')
    },
  },
  {
    id: 'inspect.inside',
    group,
    title: 'within a transaction its own changes are seen',
    needs: ['transactions'],
    async run({ session, counter, specimens }) {
      const name = await counter(2)
      const id = specimens.object(name)
      await session.transaction(
        async (open) => {
          await open.execute({ text: specimens.add(name, 9) })
          assert.deepEqual(await open.countRows([id]), { [id]: 3 })
          claim(typeof (await open.definitions([id]))[id] === 'string', 'a table has no definition in a transaction')
          claim((await open.inspect()).objects[id] !== undefined, 'a table is not seen in a transaction')
        },
        { timeouts: calm },
      )
    },
  },
  {
    id: 'inspect.counts',
    group,
    title: 'rows are counted exactly and at once; absent tables are left out',
    needs: [],
    async run({ session, counter, run, specimens }) {
      const [some, none] = [await counter(25), await counter(0)]
      const ids = [specimens.object(some), specimens.object(none), specimens.object('never_made')]
      assert.deepEqual(await session.countRows(ids), { [ids[0]!]: 25, [ids[1]!]: 0 })
      await run(specimens.add(none, 1))
      assert.deepEqual(await session.countRows(ids), { [ids[0]!]: 25, [ids[1]!]: 1 })
      assert.deepEqual(await session.countRows([]), {})
    },
  },
  {
    id: 'inspect.checksums',
    group,
    title: 'a checksum tells every change of a row and no change of their order; absent tables are left out',
    needs: [],
    async run({ session, counter, run, specimens }) {
      const name = await counter(0)
      const id = specimens.object(name)
      const sum = async (): Promise<string | undefined> => (await session.contentChecksums([id]))[id]
      const make = async (...ids: readonly number[]): Promise<string | undefined> => {
        await run(specimens.drop(name), ...specimens.counter(name, 0), ...ids.map((row) => specimens.add(name, row)))
        return sum()
      }
      const empty = await sum()
      const forward = await make(1, 2, 30)
      assert.equal(await make(30, 1, 2), forward, 'it depends on the order in which rows were written')
      assert.equal(await sum(), forward, 'it is not the same twice')
      const seen = [empty, forward, await make(1, 2), await make(1, 2, 31), await make(12, 30)]
      await run(specimens.increment(name))
      seen.push(await sum())
      claim(
        seen.every((one) => typeof one === 'string' && one !== ''),
        'a table has no checksum',
      )
      assert.equal(new Set(seen).size, seen.length, 'two contents have one checksum')
      assert.deepEqual(await session.contentChecksums([specimens.object('never_made')]), {})
    },
  },
  {
    id: 'inspect.stats',
    group,
    title: 'estimates are numbers of what is there',
    needs: [],
    async run({ session, counter, specimens }) {
      const id = specimens.object(await counter(50))
      const found = await session.stats([id, specimens.object('never_made')])
      const { rows, bytes } = found[id] ?? {}
      claim(Number.isFinite(rows) && rows! >= 0, `it estimates ${String(rows)} rows`)
      claim(Number.isFinite(bytes) && bytes! >= 0, `it estimates ${String(bytes)} bytes`)
      assert.equal(found[specimens.object('never_made')], undefined)
    },
  },
]
