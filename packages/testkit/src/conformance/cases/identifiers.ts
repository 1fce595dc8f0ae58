import assert from 'node:assert/strict'
import type { Place } from '../bench/bench.ts'
import type { ConformanceCase } from '../conformance-case.ts'
import { claim, each, refusal } from '../check.ts'
import { oddNames, type Specimens } from '../specimens.ts'
import { calm } from '../values.ts'

const group = 'identifiers'

/** Everything that is done with a name gives the same table back. */
async function liveWith({ run, session, total }: Place, specimens: Specimens, name: string): Promise<void> {
  const id = specimens.object(name)
  const before = Object.keys((await session.inspect()).objects)
  await run(...specimens.counter(name, 2), specimens.increment(name), specimens.add(name, 9))
  assert.equal(await total(name), 14)
  const { objects } = await session.inspect()
  claim(objects[id] !== undefined, `inspect() does not show ${id}`)
  assert.equal((await session.definitions([id]))[id], objects[id].definition)
  assert.deepEqual(await session.countRows([id]), { [id]: 3 })
  claim((await session.contentChecksums([id]))[id] !== undefined, 'it has no checksum')
  const stop = new Error('stop')
  await session
    .transaction(
      async (open) => {
        await open.execute({ text: specimens.increment(name) })
        throw stop
      },
      { timeouts: calm },
    )
    .catch(() => undefined)
  await run(specimens.drop(name))
  assert.deepEqual(Object.keys((await session.inspect()).objects), before, 'something of it is left')
}

/** A name of exactly this length, in the middle of which nothing can be cut off unseen. */
function longName(length: number, unit: 'bytes' | 'characters'): string {
  // Two bytes and one character each.
  const wide = 'é'
  const count = unit === 'bytes' ? Math.floor((length - 8) / 2) : length - 8
  const name = `long_${wide.repeat(count)}`
  const size = unit === 'bytes' ? Buffer.byteLength(name) : name.length
  return `${name}${'x'.repeat(length - size)}`
}

/** Names. */
export const identifierCases: readonly ConformanceCase[] = [
  {
    id: 'identifiers.odd',
    group,
    title: 'a table of any name the server takes lives through everything; any other is refused, or changed as stated',
    needs: [],
    async run({ fresh, specimens }) {
      const place = await fresh()
      const { refused, changed = [] } = specimens.identifiers
      await each(
        oddNames,
        (name) => JSON.stringify(name),
        async (name) => {
          if (!refused.includes(name) && !changed.includes(name)) return liveWith(place, specimens, name)
          const before = await place.session.inspect()
          if (changed.includes(name)) {
            await place.run(...specimens.counter(name, 1))
            const seen = (await place.session.inspect()).objects[specimens.object(name)]
            return claim(seen === undefined, 'it is said to be changed by the server and is not')
          }
          await refusal(place.run(...specimens.counter(name, 1)), `the name ${JSON.stringify(name)}`)
          assert.deepEqual(await place.session.inspect(), before)
        },
      )
    },
  },
  {
    id: 'identifiers.reserved',
    group,
    title: 'reserved words are names where they are quoted',
    needs: [],
    async run({ fresh, specimens }) {
      const place = await fresh()
      const { reserved } = specimens.identifiers
      claim(reserved.length > 0, 'the subject names no reserved word')
      await each(
        reserved,
        (name) => name,
        (name) => liveWith(place, specimens, name),
      )
    },
  },
  {
    id: 'identifiers.longest',
    group,
    title: 'the longest name is kept whole, and a longer one is refused, cut or kept as stated',
    needs: [],
    async run({ fresh, specimens }) {
      const place = await fresh()
      const { longest, unit, longer } = specimens.identifiers
      const name = longName(longest, unit)
      await liveWith(place, specimens, name)
      const [one, two] = [`${name.slice(0, -1)}y`, `${name.slice(0, -1)}z`]
      await place.run(...specimens.counter(one, 2), ...specimens.counter(two, 3))
      assert.deepEqual([await place.total(one), await place.total(two)], [3, 6], 'two long names are one')
      const more = `${name}y`
      if (longer === 'refused') {
        await refusal(place.run(...specimens.counter(more, 1)), `a name of ${longest + 1} ${unit}`)
        return
      }
      await place.run(...specimens.counter(more, 1))
      if (longer === 'kept') return
      const { objects } = await place.session.inspect()
      claim(objects[specimens.object(name)] !== undefined, 'a longer name was not cut to the longest')
    },
  },
  {
    id: 'identifiers.cases',
    group,
    title: 'names that differ in case are two tables or one, as stated',
    needs: [],
    async run({ fresh, specimens }) {
      const place = await fresh()
      await place.run(...specimens.counter('CaseD', 2))
      if (specimens.identifiers.cases === 'same') {
        await refusal(place.run(...specimens.counter('cased', 3)), 'the same name in another case')
        return
      }
      await place.run(...specimens.counter('cased', 3))
      assert.deepEqual([await place.total('CaseD'), await place.total('cased')], [3, 6])
      const { objects } = await place.session.inspect()
      for (const name of ['CaseD', 'cased']) {
        claim(objects[specimens.object(name)] !== undefined, `inspect() does not show ${name}`)
      }
    },
  },
]
