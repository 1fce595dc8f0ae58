import { describe, expect, test } from 'vitest'
import { bodyText, canonicalJson, entryHash, hashStored, hashValue } from '../src/index.ts'
import type { Entry, EntryBody, NewEntry } from '../src/index.ts'

const body: EntryBody = {
  type: 'run-started',
  run: 'r "1" \\ 😀',
  plan: '',
  migrations: ['b', 'a\n'],
  direction: 'up',
  batch: 3,
  allowed: [],
}
const entry: NewEntry = { v: 1, seq: 12, prev: 'a'.repeat(64), project: 'the "shop" é', by: 'me\u2028@here \\', body }

test('the hash of an entry is that of its canonical JSON, whether its text was written out before or not', () => {
  expect(entryHash(entry)).toBe(hashValue(entry))
  const again = structuredClone(entry)
  expect(bodyText(again.body)).toBe(canonicalJson(body))
  expect(entryHash(again)).toBe(hashValue(entry))
})

test('the time that the server stamped is not under it, and everything else is', () => {
  const stamped: Entry = { ...entry, at: '2026-01-31T00:00:00.000Z' }
  expect(entryHash(stamped)).toBe(hashValue(entry))
  const others: readonly NewEntry[] = [
    { ...entry, seq: 13 },
    { ...entry, prev: 'b'.repeat(64) },
    { ...entry, project: 'shop' },
    { ...entry, by: 'you' },
    { ...entry, body: { ...body, batch: 4 } },
  ]
  const hashes = [entry, ...others].map(entryHash)
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('the hash that a server found over what it keeps is taken for the entry', () => {
  expect(entryHash({ ...entry, hash: 'c'.repeat(64) })).toBe('c'.repeat(64))
})

describe('entries that a store kept', () => {
  const stored: Entry = { ...entry, at: '2026-01-31T00:00:00.000Z' }
  const next: Entry = { ...stored, seq: 13, prev: hashValue(entry) }
  const read = (first: Partial<Entry>): readonly Entry[] => structuredClone([{ ...stored, ...first }, next])

  test('are hashed as they were written', () => {
    const [first, last] = hashStored(read({}), () => canonicalJson(body))
    expect(first && entryHash(first)).toBe(next.prev)
    expect(last && entryHash(last)).toBe(hashValue({ ...entry, seq: 13, prev: next.prev }))
  })

  test('are hashed by the text that was kept where the next entry follows it, and by what they say where it does not', () => {
    const changed: EntryBody = { ...body, batch: 4 }
    const [trusted] = hashStored(read({ body: changed }), () => canonicalJson(body))
    expect(trusted && entryHash(trusted)).toBe(next.prev)
    for (const text of [canonicalJson(changed), JSON.stringify(changed)]) {
      const [found] = hashStored(read({ body: changed }), () => text)
      expect(found && entryHash(found)).toBe(hashValue({ ...entry, body: changed }))
    }
    const [spelled] = hashStored(read({}), () => JSON.stringify(body))
    expect(spelled && entryHash(spelled)).toBe(next.prev)
  })
})
