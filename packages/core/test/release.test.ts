import { describe, expect, test } from 'vitest'
import { entryKey, type EntryBody } from '../src/index.ts'
import { makeWorld, runUntilDeath, type Layout, type World } from './release-world.ts'

const layouts: readonly Layout[] = [0, 2, 3].flatMap((coordinator) =>
  [0, 2, 3].flatMap((forwardAfter) => [
    { coordinator, forwardAfter },
    ...[0, 1, 2].map((failing) => ({ coordinator, forwardAfter, failing })),
  ]),
)
const all = ['ab', 'ab', 'ab']
const none = ['', '', '']

/** What must come of a layout, wherever it is interrupted. */
function expected({ failing, forwardAfter }: Layout): readonly string[] {
  return failing !== undefined && failing < forwardAfter ? none : all
}

function finish(world: World): void {
  if (world.releases().at(-1)?.status !== 'open') return
  if (world.run() === 'done') return
  world.mend()
  expect(world.run()).toBe('done')
}

describe('a process that dies between any two entries', () => {
  test.each(layouts)('record in store $coordinator, no return after $forwardAfter, fails in $failing', (layout) => {
    for (let lives = 1; ; lives += 1) {
      const world = makeWorld(layout)
      const died = runUntilDeath(world, lives) === 'died'
      expect(world.disagreements()).toEqual([])
      finish(world)
      expect({ lives, seen: world.seen() }).toEqual({ lives, seen: expected(layout) })
      expect(world.disagreements()).toEqual([])
      const ends = world.releases().map(({ status }) => status)
      expect(ends).toEqual([expected(layout) === none ? 'reverted' : 'applied'])
      if (!died) break
    }
  })

  test('and its successor, that dies too', () => {
    const layout = { coordinator: 1, forwardAfter: 2, failing: 1 }
    for (let first = 1; first < 20; first += 1) {
      for (let second = 0; second < 12; second += 1) {
        const world = makeWorld(layout)
        if (runUntilDeath(world, first) === 'died') runUntilDeath(world, second)
        finish(world)
        expect({ first, second, seen: world.seen() }).toEqual({ first, second, seen: none })
      }
    }
  })
})

describe('a store that was restored from a backup', () => {
  const cases = [
    { coordinator: 3, forwardAfter: 2 },
    { coordinator: 0, forwardAfter: 3, failing: 2 },
    { coordinator: 1, forwardAfter: 1, failing: 2 },
  ]
  test.each(cases)('is named, or the release ends the same on all: %j', (layout) => {
    let named = 0
    for (let lives = 1; ; lives += 1) {
      const before = makeWorld(layout)
      const died = runUntilDeath(before, lives) === 'died'
      for (const store of [0, 1, 2, 3]) {
        for (let length = 0; length < (before.journals[store]?.length ?? 0); length += 1) {
          const world = before.copy()
          world.restore(store, length)
          if (world.disagreements().length > 0) {
            named += 1
            continue
          }
          finish(world)
          const seen = world.seen()
          expect({ lives, store, length, seen: new Set(seen).size }).toMatchObject({ seen: 1 })
        }
      }
      if (!died) break
    }
    expect(named).toBeGreaterThan(20)
  })
})

test('the server keeps one beginning, one decision and one end apart from a second', () => {
  const started = (release: string): EntryBody => ({
    type: 'release-started',
    release,
    number: 7,
    name: 'shop',
    plan: 'hash',
    participants: [],
    forwardAfter: 0,
    allowed: [],
  })
  expect(entryKey(started('mine'))).toBe(entryKey(started('theirs')))
  const decided = (way: 'forward' | 'back') => entryKey({ type: 'release-decided', release: 'r', way })
  expect(decided('forward')).toBe(decided('back'))
  const ended = (status: 'applied' | 'reverted' | 'abandoned') =>
    entryKey({ type: 'release-ended', release: 'r', status })
  expect(ended('applied')).toBe(ended('reverted'))
  expect(ended('abandoned')).not.toBe(ended('applied'))
})
