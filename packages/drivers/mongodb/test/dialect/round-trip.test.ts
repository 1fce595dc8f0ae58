import type { Definitions, ObjectId, Schema, Session } from '@slipway/core/plugin'
import { freshDatabase, isFullRun, mongodbVersions, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { printCommand, run } from '../../src/commands/index.ts'
import { mongodbDialect } from '../../src/dialect/index.ts'
import { mongodb } from '../../src/index.ts'
import { cases } from './cases.ts'

const versions = isFullRun(process.env) ? mongodbVersions : (['6.0'] as const)

describe.each(versions)('MongoDB %s', (version) => {
  let database: FreshDatabase
  let session: Session

  beforeAll(async () => {
    database = await freshDatabase(await sharedMongodb({ version }))
    session = await mongodb({ url: database.url }).connect()
  })
  afterAll(async () => {
    await session.close()
    await database.drop()
  })
  beforeEach(async () => {
    const { db } = session.native as { db: { dropDatabase(): Promise<boolean> } }
    await db.dropDatabase()
  })

  const dialect = () => mongodbDialect({ database: database.name })
  const pick = (schema: Schema, ids: readonly ObjectId[]): Definitions =>
    Object.fromEntries(ids.map((id) => [id, schema.objects[id]?.definition ?? null]))

  const isObject = (id: string): boolean => !id.startsWith('indexes:') && !id.startsWith('uuid:')

  describe('a command, its probe and its derived undo', () => {
    test('a collection that was made again by a late writer is not the one that was dropped or renamed', async () => {
      const write = (collection: string) => ({ insert: collection, documents: [{ n: 1 }] })
      await run(session, [write('old'), write('new')])
      const rename = { text: '{ "renameCollection": "old", "to": "new", "dropTarget": true }' }
      const drop = { text: '{ "drop": "new" }' }
      const first = await session.definitions(dialect().probed(rename))
      expect(dialect().probe(rename, first, first)).toMatchObject({ outcome: 'absent' })
      await session.execute(rename)
      await run(session, write('old'))
      const renamed = await session.definitions(dialect().probed(rename))
      expect(dialect().probe(rename, first, renamed)).toMatchObject({ outcome: 'landed' })
      const before = await session.definitions(dialect().probed(drop))
      await session.execute(drop)
      await run(session, write('new'))
      const dropped = await session.definitions(dialect().probed(drop))
      expect(dialect().probe(drop, before, dropped)).toMatchObject({ outcome: 'landed' })
      await run(session, [{ drop: 'old' }, { drop: 'new' }])
    })

    test.each(cases.filter(({ since = version }) => since <= version))(
      '$id',
      async ({ given = [], when, class: claimed = 'exact' }) => {
        await run(session, given)
        const statement = { text: printCommand(when) }
        const analysis = dialect().analyze(statement, { server: session.server, preceding: [] })
        expect(analysis).toMatchObject({ transaction: 'outside', recovery: 'probed', opaque: false, scope: 'database' })
        const probed = dialect().probed(statement)
        const [schema, before] = [await session.inspect(), await session.definitions(probed)]
        expect(pick(schema, probed.filter(isObject))).toEqual(
          Object.fromEntries(Object.entries(before).filter(([id]) => isObject(id))),
        )

        const reverse = analysis.reverse.kind === 'at-apply' ? dialect().reverse(statement, schema) : analysis.reverse
        await session.execute({ text: dialect().mark(statement.text, 'V1 up 0.0') })
        const after = await session.definitions(probed)
        const changed = JSON.stringify(await session.inspect()) !== JSON.stringify(schema)
        expect(dialect().probe(statement, before, after)).toMatchObject({ outcome: changed ? 'landed' : 'absent' })
        if (changed) expect(dialect().probe(statement, before, before)).toMatchObject({ outcome: 'absent' })

        expect(reverse.kind).toBe(changed ? 'statements' : 'nothing')
        if (reverse.kind !== 'statements') return
        expect(reverse.class).toBe(claimed)
        for (const text of reverse.statements) await session.execute({ text })
        expect(await session.inspect()).toEqual(schema)
      },
    )
  })

  test('what is dropped in place of a renamed collection is not undone', async () => {
    await run(session, [{ create: 'a' }, { create: 'b' }])
    const statement = { text: '{ "renameCollection": "a", "to": "b", "dropTarget": true }' }
    expect(dialect().reverse(statement, await session.inspect())).toMatchObject({ kind: 'impossible' })
  })
})
