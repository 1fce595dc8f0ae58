import type { Session } from '@slipway/core/plugin'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  backupDocuments,
  createIndex,
  deleteDocuments,
  fillField,
  findChangedSince,
  findViolators,
  forgetKept,
  insertDocuments,
  makeUnique,
  printCommand,
  renameField,
  restoreDocuments,
  run,
  undoKeeping,
  updateDocuments,
  updateKeeping,
} from '../../src/commands/index.ts'
import { mongodbDialect } from '../../src/dialect/index.ts'
import { mongodb } from '../../src/index.ts'
import { timeouts } from '../fixtures/values.ts'

let database: FreshDatabase
let session: Session

beforeAll(async () => {
  database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  session = await mongodb({ url: database.url }).connect()
})
afterAll(async () => {
  await session.close()
  await database.drop()
})

const start = [
  { _id: 1, status: 'new', n: 1, at: { city: 'Bonn' } },
  { _id: 2, n: 2 },
  { _id: 3, status: null, n: 3 },
]
beforeEach(async () => {
  await run(session, [deleteDocuments('a', {}), deleteDocuments('b', {}), insertDocuments('a', start)])
})

const all = async (collection = 'a'): Promise<readonly unknown[]> =>
  (await run(session, { find: collection, filter: {}, sort: { _id: 1 } })).rows
const undo = async (texts: readonly string[]): Promise<void> =>
  session.transaction(
    async (transaction) => {
      for (const text of texts) await transaction.execute({ text })
    },
    { timeouts },
  )

describe('an update that keeps what it changes', () => {
  const change = { key: 'V1', set: { status: 'open', n: { $add: ['$n', 10] }, at: '$$REMOVE' } }
  const command = updateKeeping('a', change)
  const derived = () => {
    const { reverse } = mongodbDialect({ database: database.name }).analyze(
      { text: printCommand(command) },
      { server: session.server, preceding: [] },
    )
    if (reverse.kind !== 'statements') throw new Error(`not derived: ${reverse.kind}`)
    expect(reverse.class).toBe('preserved')
    return reverse.statements
  }

  test('its undo is derived, and gives back what was there, missing fields missing', async () => {
    await run(session, [command, command])
    expect(await all()).toMatchObject([
      { status: 'open', n: 11 },
      { status: 'open', n: 12 },
      { status: 'open', n: 13 },
    ])
    expect((await run(session, findChangedSince('a', change))).rows).toEqual([])
    await undo(derived())
    expect(await all()).toEqual(start)
    expect(derived()).toEqual(undoKeeping('a', change).map(printCommand))
  })

  test('a document that was changed since stops the undo, and nothing is overwritten', async () => {
    await run(session, [command, updateDocuments('a', { _id: 2 }, { $set: { status: 'paid' } })])
    const before = await all()
    expect((await run(session, findChangedSince('a', change))).rows).toEqual([{ _id: 2 }])
    await expect(undo(derived())).rejects.toMatchObject({
      code: 'SW-STATEMENT-FAILED',
      message: expect.stringContaining('changed since the migration, so not undone: _id 2') as string,
    })
    expect(await all()).toEqual(before)
  })

  test('what is kept can be given up', async () => {
    await run(session, [command, forgetKept('a', 'V1')])
    expect(JSON.stringify(await all())).not.toContain('_slipway')
  })

  test('a key is a plain name, and a field a whole one', () => {
    expect(() => updateKeeping('a', { key: 'a', set: { 'n.m': 1 } })).toThrow(RangeError)
    expect(() => updateKeeping('a', { key: 'a.b', set: { n: 1 } })).toThrow(RangeError)
  })
})

describe('inserted documents', () => {
  const documents = [{ _id: 10, a: { b: [1, { c: '$x' }] } }, { _id: 'eleven' }]
  const derived = async () => {
    const text = printCommand(insertDocuments('a', documents))
    const reverse = mongodbDialect({ database: database.name }).reverse({ text }, await session.inspect())
    return reverse.kind === 'statements' ? reverse.statements : []
  }

  test('are taken away again', async () => {
    const texts = await derived()
    await run(session, insertDocuments('a', documents))
    await undo(texts)
    expect(await all()).toEqual(start)
  })

  test('are known as they were, wherever their _id was written', async () => {
    const command = insertDocuments('a', [{ z: 1, _id: 12, y: 2 }])
    const reverse = mongodbDialect({ database: database.name }).reverse(
      { text: printCommand(command) },
      await session.inspect(),
    )
    await run(session, command)
    await undo(reverse.kind === 'statements' ? reverse.statements : [])
    expect(await all()).toEqual(start)
  })

  test('stay where one was changed in what the collation of the collection holds equal', async () => {
    await run(session, { create: 'ci', collation: { locale: 'en', strength: 2 } })
    const command = insertDocuments('ci', [{ _id: 1, status: 'paid' }])
    const keeping = { key: 'V9', set: { status: 'open' } }
    const reverse = mongodbDialect({ database: database.name }).reverse(
      { text: printCommand(command) },
      await session.inspect(),
    )
    const texts = reverse.kind === 'statements' ? reverse.statements : []
    await run(session, [command, updateDocuments('ci', { _id: 1 }, { $set: { status: 'PAID' } })])
    await expect(undo(texts)).rejects.toThrow('_id 1')
    await run(session, [updateKeeping('ci', keeping), updateDocuments('ci', { _id: 1 }, { $set: { status: 'OPEN' } })])
    expect((await run(session, findChangedSince('ci', keeping))).rows).toEqual([{ _id: 1 }])
    await expect(undo(undoKeeping('ci', keeping).map(printCommand))).rejects.toThrow('_id 1')
    await run(session, { drop: 'ci' })
  })

  test('stay where one was changed since', async () => {
    await run(session, [insertDocuments('a', documents), updateDocuments('a', { _id: 10 }, { $set: { n: 1 } })])
    await expect(undo(await derived())).rejects.toThrow('_id 10')
    expect(await all()).toHaveLength(5)
  })

  test('without an _id cannot be told from others', async () => {
    const text = printCommand(insertDocuments('a', [{ n: 1 }]))
    expect(mongodbDialect({ database: database.name }).reverse({ text }, await session.inspect())).toMatchObject({
      kind: 'impossible',
    })
  })
})

describe('a backup collection', () => {
  test('brings deleted documents back, and not over one that was made again', async () => {
    await run(session, [backupDocuments('a', 'b', { n: { $gt: 1 } }), deleteDocuments('a', { n: { $gt: 1 } })])
    await run(session, insertDocuments('a', [{ _id: 3, n: 'made again' }]))
    await expect(run(session, restoreDocuments('a', 'b'))).rejects.toThrow('_id 3')
    await run(session, [deleteDocuments('a', { _id: 3 }), ...restoreDocuments('a', 'b')])
    expect(await all()).toEqual(start)
  })

  test('brings changed documents back, and not over one that was changed since', async () => {
    const change = [{ $set: { n: { $multiply: ['$n', 2] } } }]
    await run(session, [backupDocuments('a', 'b'), updateDocuments('a', {}, change)])
    await run(session, updateDocuments('a', { _id: 1 }, { $set: { n: 7 } }))
    await expect(run(session, restoreDocuments('a', 'b', { change }))).rejects.toThrow('_id 1')
    await run(session, [
      updateDocuments('a', { _id: 1 }, { $set: { n: 2 } }),
      ...restoreDocuments('a', 'b', { change }),
    ])
    expect(await all()).toEqual(start)
  })
})

test('fields are renamed and filled, and violators are found', async () => {
  await run(session, [renameField('a', 'n', 'number'), fillField('a', 'status', { $concat: ['no', 'ne'] })])
  expect(await all()).toMatchObject([{ number: 1 }, { number: 2, status: 'none' }, { number: 3, status: null }])
  const strings = { jsonSchema: { properties: { status: { bsonType: 'string' } } } }
  expect((await run(session, findViolators('a', strings))).rows).toEqual([{ _id: 3 }])
})

test('an index with duplicates is not made unique, and one without is', async () => {
  await run(session, [createIndex('a', { n: 1 }), insertDocuments('a', [{ _id: 4, n: 1 }])])
  await expect(run(session, makeUnique('a', 'n_1'))).rejects.toMatchObject({ code: 'SW-STATEMENT-FAILED' })
  await run(session, [deleteDocuments('a', { _id: 4 }), ...makeUnique('a', 'n_1')])
  await expect(run(session, insertDocuments('a', [{ _id: 5, n: 1 }]))).rejects.toThrow('unique index n_1')
  await run(session, { dropIndexes: 'a', index: 'n_1' })
})
