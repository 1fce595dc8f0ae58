import { symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { mongodb } from '@slipway/driver-mongodb'
import type { Bridge, BridgeChange, BridgeContext, Migration, Session } from '@slipway/core/plugin'
import { ownTimeouts } from '@slipway/core'
import { freshDatabase, sharedMongodb, type FreshDatabase } from '@slipway/testkit'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { adapterOf } from '../../src/migrate-mongo/migrate-mongo.ts'
import { readSettings } from '../../src/migrate-mongo/settings.ts'
import { project } from '../project.ts'
import { realTool, type RealTool } from './real-tool.ts'

const chain = Object.fromEntries(
  ['a', 'b', 'c'].map((name, index) => [
    `migrations/2026010${index + 1}000000-${name}.js`,
    `module.exports = {
  async up(db) { await db.collection('seen').insertOne({ _id: '${name}' }) },
  async down(db) { await db.collection('seen').deleteOne({ _id: '${name}' }) },
}
`,
  ]),
)
const [a, b, c] = ['20260101000000-a', '20260102000000-b', '20260103000000-c'] as const

interface Both {
  readonly tool: RealTool
  readonly bridge: Bridge
  readonly context: BridgeContext
  readonly cwd: string
  documents(): Promise<readonly Record<string, unknown>[]>
  /** In the transaction in which core would call it. */
  write(change: Partial<BridgeChange> & Pick<BridgeChange, 'migration'>): Promise<void>
  applied(): Promise<readonly string[]>
}

let database: FreshDatabase

/** The real tool and the bridge, on one database. */
async function both(more: object = {}): Promise<Both> {
  const { cwd, write: writeFiles } = project(chain)
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(cwd, 'node_modules'))
  writeFiles({ 'package.json': '{}' })
  const config = {
    mongodb: { url: database.url, options: {} },
    migrationsDir: join(cwd, 'migrations'),
    changelogCollectionName: 'change.log',
    migrationFileExtension: '.js',
    ...more,
  }
  const driver = mongodb({ url: database.url })
  const dialect = await driver.dialect()
  const adapter = adapterOf(readSettings(config, cwd, 'migrate-mongo-config.js'), 'migrate-mongo')
  const migrations = await adapter.load({ cwd, dialect })
  const tool = await realTool(config)
  const session = await driver.connect()
  onTestFinished(async () => {
    await session.close()
    await tool[Symbol.asyncDispose]()
  })
  const bridge = adapter.bridge as Bridge
  const context: BridgeContext = { session, dialect, migrations }
  const inside = async (work: (session: Session) => Promise<void>): Promise<void> => {
    if (session.server.topology === 'standalone') await work(session)
    else await session.transaction(work, { timeouts: ownTimeouts })
  }
  return {
    tool,
    bridge,
    context,
    cwd,
    documents: async () => tool.db.collection('change.log').find().toArray(),
    write: (change) =>
      inside((session) => {
        const file = migrations.find(({ id }) => id === change.migration)
        const whole = { direction: 'up', record: recordOf(file), ran: true, together: [], milliseconds: 1 } as const
        return bridge.write({ ...context, session }, { ...whole, ...(file && { file }), ...change })
      }),
    applied: async () => (await bridge.read(context)).applied.map(({ id }) => id),
  }
}

const recordOf = (file: Migration | undefined): BridgeChange['record'] => ({
  title: file?.title ?? '',
  checksum: file?.checksum ?? '',
  repeatable: false,
  after: [],
  reversal: 'none',
  file: file?.location.file ?? '',
})

/** Types and order of what a document holds, time and identity aside. */
const shape = (document: Record<string, unknown> | undefined): readonly unknown[] =>
  Object.entries(document ?? {}).map(([key, value]) => {
    if (key === 'fileName' || key === 'fileHash') return [key, value]
    const kind =
      value instanceof Date ? 'date' : typeof value === 'object' ? String(value?.constructor.name) : typeof value
    return [key, kind]
  })

describe.each([
  ['a replica set', 1],
  ['a server without transactions', 0],
] as const)('on %s', (_name, nodes) => {
  beforeEach(async () => {
    database = await freshDatabase(await sharedMongodb({ version: '6.0', nodes }))
  })
  afterEach(() => database.drop())

  test('nothing is there before, and reading makes nothing', async () => {
    const { bridge, context, documents } = await both({ lockCollectionName: 'lock', lockTtl: 60 })
    expect(await bridge.read(context)).toEqual({ exists: false, applied: [], failed: [], notices: [] })
    expect(await documents()).toEqual([])
    await Promise.all([bridge.prepare(context), bridge.prepare(context), bridge.prepare(context)])
    expect(await bridge.read(context)).toMatchObject({ exists: true, applied: [] })
  })

  test.each([false, true])('a document of ours is one of the tool, with file hashes: %s', async (useFileHash) => {
    const { tool, bridge, context, documents, write, applied } = await both({ useFileHash })
    await bridge.prepare(context)
    await write({ migration: a })
    await write({ migration: b, together: [a] })
    await write({ migration: b, together: [a] })
    expect(await tool.applied()).toEqual([`${a}.js`, `${b}.js`])
    expect(await tool.up()).toEqual([`${c}.js`])
    const [first, second, third] = await documents()
    expect(await documents()).toHaveLength(3)
    expect(shape(first)).toEqual(
      shape({ ...third, fileName: `${a}.js`, ...(useFileHash && { fileHash: first?.['fileHash'] }) }),
    )
    expect(first?.['migrationBlock']).toBe(second?.['migrationBlock'])
    expect(await applied()).toEqual([a, b, c])
    expect(await tool.down()).toEqual([`${c}.js`])
    await write({ direction: 'down', migration: b })
    expect(await tool.applied()).toEqual([`${a}.js`])
    expect(await applied()).toEqual([a])
  })
})

describe('on one', () => {
  beforeEach(async () => {
    database = await freshDatabase(await sharedMongodb({ version: '6.0' }))
  })
  afterEach(() => database.drop())

  test('what the tool applied is read with its moment and its block, one run having one', async () => {
    const { tool, bridge, context } = await both()
    await tool.up()
    const { applied, notices } = await bridge.read(context)
    expect(applied.map(({ id }) => id)).toEqual([a, b, c])
    expect(new Set(applied.map(({ batch }) => batch)).size).toBe(1)
    expect(applied[0]?.raw).toEqual({
      fileName: `${a}.js`,
      appliedAt: applied[0]?.at,
      migrationBlock: Number(applied[0]?.batch),
    })
    expect(notices).toEqual([])
  })

  test('a transaction that ends in an error leaves no document', async () => {
    const { bridge, context, documents } = await both()
    await bridge.prepare(context)
    const broken = context.session.transaction(
      async (session) => {
        const file = context.migrations[0] as Migration
        const change = { direction: 'up', migration: a, file, record: recordOf(file), ran: true } as const
        await bridge.write({ ...context, session }, { ...change, together: [], milliseconds: 0 })
        throw new Error('no')
      },
      { timeouts: ownTimeouts },
    )
    await expect(broken).rejects.toThrow('no')
    expect(await documents()).toEqual([])
  })

  test('with file hashes a file that changed is pending for both, and taking it back gives the run before', async () => {
    const { tool, bridge, context, cwd, write, documents } = await both({ useFileHash: true })
    await tool.up()
    writeFileSync(
      join(cwd, `migrations/${b}.js`),
      '// another text\nmodule.exports = { up: async () => {}, down: async () => {} }\n',
    )
    const edited = async (): Promise<unknown> =>
      (await bridge.read(context)).applied.map((row) => `${row.id} ${String(row.edited)}`)
    expect(context.migrations.every(({ repeatable }) => repeatable)).toBe(true)
    expect(await edited()).toEqual([`${a} false`, `${b} true`, `${c} false`])
    expect(await tool.applied()).toEqual([`${a}.js`, `${c}.js`])
    await write({ migration: b })
    expect(await tool.applied()).toEqual([`${a}.js`, `${b}.js`, `${c}.js`])
    expect(await documents()).toHaveLength(4)
    expect((await bridge.read(context)).applied.find(({ id }) => id === b)?.edited).toBe(false)
    await write({ direction: 'down', migration: b })
    expect(await documents()).toHaveLength(3)
    expect(await tool.applied()).toEqual([`${a}.js`, `${c}.js`])
    const file = context.migrations.find(({ id }) => id === b) as Migration
    await bridge.amend?.(context, file)
    expect(await tool.applied()).toEqual([`${a}.js`, `${b}.js`, `${c}.js`])
  })

  test('a file that became TypeScript is the same migration, which is said and can be written down', async () => {
    const { tool, bridge, context, applied, write } = await both()
    await tool.up()
    await tool.db.collection('change.log').updateMany({ fileName: `${b}.js` }, { $set: { fileName: `${b}.ts` } })
    expect(await applied()).toEqual([a, b, c])
    const [notice] = (await bridge.read(context)).notices
    expect(notice).toContain(`calls ${b}.js ${b}.ts`)
    expect(notice).toContain(`slipway repair --accept-edit ${b} --why "renamed"`)
    await bridge.amend?.(context, context.migrations[1] as Migration)
    expect(await tool.applied()).toEqual([`${a}.js`, `${b}.js`, `${c}.js`])
    expect((await bridge.read(context)).notices).toEqual([])
    await tool.db.collection('change.log').insertOne({ fileName: `${b}.ts`, appliedAt: new Date() })
    await write({ direction: 'down', migration: b })
    expect(await tool.applied()).toEqual([`${a}.js`, `${c}.js`])
  })

  test('the lock of the one stops the other, and only our own is freed', async () => {
    const { tool, bridge, context } = await both({ lockCollectionName: 'lock', lockTtl: 600 })
    await bridge.prepare(context)
    const lock = bridge.lock
    const held = await context.session.transaction(
      (session) => lock?.take({ ...context, session }) ?? Promise.reject(),
      {
        timeouts: ownTimeouts,
      },
    )
    expect(held).toBeDefined()
    expect(await lock?.taken?.(context)).toBe(true)
    await expect(tool.up()).rejects.toThrow('a lock is in place')
    expect((await bridge.read(context)).notices.join()).toMatch(
      /lock is taken: .* 600 s .*\("lock"\)\.deleteMany\(\{\}\)/,
    )
    expect(await lock?.take(context)).toBeUndefined()
    await tool.db.collection('lock').deleteMany({})
    await tool.db.collection('lock').insertOne({ createdAt: new Date() })
    expect(await lock?.release(context, held ?? null)).toBe(false)
    expect(await tool.db.collection('lock').find().toArray()).toHaveLength(1)
    await tool.db.collection('lock').deleteMany({})
    expect(await lock?.taken?.(context)).toBe(false)
    const second = await lock?.take(context)
    expect(await lock?.release(context, second ?? null)).toBe(true)
    expect(await tool.up()).toHaveLength(3)
  })
})
