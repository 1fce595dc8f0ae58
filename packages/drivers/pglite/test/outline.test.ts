import { entryHash, fold } from '@slipway/core'
import type { Entry, EntryBody, Journal, MigrationRecord, NewEntry, OutlinedEntry } from '@slipway/core/plugin'
import { afterAll, expect, test } from 'vitest'
import { pglite } from '../src/index.ts'

const odd = 'a "title" of \\ and \n\t\u0001\u007f\u2028 訂單 😀, ,"steps":[ and ,"completes":{'
const record: MigrationRecord = {
  title: odd,
  checksum: 'a'.repeat(64),
  repeatable: false,
  after: [],
  reversal: 'exact',
  file: 'V1.sql',
  down: ['DROP TABLE ",\\"steps\\":["'],
}

function landed(migration: string, part: number, completes: boolean): EntryBody {
  return {
    type: 'landed',
    run: 'r',
    key: { migration, direction: 'up', generation: 0, part },
    checksum: record.checksum,
    steps: [{ runner: 'statement', text: odd, hash: 'b'.repeat(64), reverse: { kind: 'nothing' } }],
    how: 'committed',
    note: odd,
    ...(completes && { completes: record }),
  }
}

const bodies: readonly EntryBody[] = [
  { type: 'run-started', run: 'r', batch: 1, direction: 'up', plan: 'p', migrations: ['a', 'b'], allowed: [] },
  landed('a', 0, false),
  landed('a', 1, true),
  {
    type: 'external-applied',
    bridge: 'x',
    migration: 'y',
    record,
    raw: { type: 'landed', steps: [odd], a: [1.5, null] },
  },
  landed('b', 0, false),
  landed('c', 0, true),
  landed('d', 0, true),
]

const by = 'a "b"\\ @é 😀'
const driver = pglite()
const session = await driver.connect()
afterAll(() => session.close())

function chain(project: string): readonly NewEntry[] {
  let prev = '0'.repeat(64)
  return bodies.map((body, index) => {
    const entry: NewEntry = { v: 1, seq: index + 1, prev, project, by, body }
    prev = entryHash(entry)
    return entry
  })
}

let projects = 0

async function written() {
  const project = `the "project" é ${(projects += 1)}`
  const journal = driver.journal(session, project)
  await journal.prepare()
  await journal.append(chain(project), undefined)
  const change = (text: string) =>
    session.execute({ text: `UPDATE slipway.journal SET ${text} AND project = $1`, params: [project] })
  return { journal, change }
}

async function outlineOf({ outline }: Journal): Promise<readonly OutlinedEntry[]> {
  if (outline === undefined) throw new Error('the driver outlines nothing')
  return outline()
}

const withoutHash = ({ hash: _hash, ...entry }: OutlinedEntry): OutlinedEntry => entry

function withoutSteps(entry: Entry): OutlinedEntry {
  if (entry.body.type !== 'landed' || !entry.body.completes || entry.seq === bodies.length) return entry
  const { steps: _steps, ...body } = entry.body
  return { ...entry, body }
}

test('it is empty before anything was prepared', async () => {
  expect(await outlineOf(driver.journal(session, 'none'))).toEqual([])
})

test('an outline is the journal without the steps of what is complete, and folds to the same', async () => {
  const store = await written()
  const whole = await store.journal.read()
  const outline = await outlineOf(store.journal)
  expect(outline.map(withoutHash)).toEqual(whole.map(withoutSteps))
  expect(outline.map(({ hash }) => hash)).toEqual([...whole.slice(0, -1).map(entryHash), undefined])
  const [told, known] = [fold(outline), fold(whole)]
  expect({ seq: told.seq, hash: told.hash, batch: told.batch }).toEqual({ seq: known.seq, hash: known.hash, batch: 1 })
  expect([...told.migrations.values()].map(({ id, applied, seq }) => [id, applied, seq])).toEqual(
    [...known.migrations.values()].map(({ id, applied, seq }) => [id, applied, seq]),
  )
})

test.each([
  ['a body', `body = replace(body::text, 'committed', 'answered')::json WHERE seq = 3`],
  ['a step that is left out', `body = replace(body::text, 'statement', 'code')::json WHERE seq = 6`],
  ['who wrote it', `by = 'another' WHERE seq = 2`],
  ['a hash', `prev = repeat('1', 64) WHERE seq = 5`],
  ['a number', 'seq = 70 WHERE seq = 7'],
])('a row is changed, and reading finds it: %s', async (_, text) => {
  const store = await written()
  await store.change(text)
  const outline = await outlineOf(store.journal)
  expect(() => fold(outline)).toThrow(expect.objectContaining({ code: 'SW-JOURNAL-BROKEN' }))
})

test('entries in another spelling of the same come whole, and the chain holds', async () => {
  const store = await written()
  await store.change(`body = json_build_object('type', body->'type', 'key', body->'key', 'steps', body->'steps',
    'checksum', body->'checksum', 'how', body->'how', 'note', body->'note', 'run', body->'run', 'completes', body->'completes')
    WHERE seq IN (3, 6)`)
  const whole = await store.journal.read()
  const outline = await outlineOf(store.journal)
  expect(outline.filter(({ hash }) => hash === undefined).map(({ seq }) => seq)).toEqual([3, 6, 7])
  expect(outline[2]).toEqual(whole[2])
  expect(fold(outline).hash).toBe(fold(whole).hash)
})

test('an entry of a newer version is refused', async () => {
  const store = await written()
  await store.change('v = 2 WHERE seq = 4')
  await expect(outlineOf(store.journal)).rejects.toMatchObject({ code: 'SW-JOURNAL-NEWER' })
})
