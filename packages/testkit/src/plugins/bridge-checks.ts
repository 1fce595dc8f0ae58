import assert from 'node:assert/strict'
import { matchesAny } from '@slipway/core'
import type {
  Bridge,
  BridgeChange,
  BridgeContext,
  Driver,
  ForeignHistory,
  Migration,
  Session,
} from '@slipway/core/plugin'
import { ownTimeouts } from '@slipway/core'
import { claim } from '../conformance/check.ts'
import type { PluginCheck } from './plugin-check.ts'

/** All that the tester needs of a bridge. That the framework itself agrees is for a test with its own tool to show. */
export interface BridgeSubject {
  bridge(): Bridge
  /** An empty database, in which the framework was never used. */
  open(): Promise<{ readonly driver: Driver; drop(): Promise<void> }>
  /** At least two that the framework could have applied, as the adapter loads them. */
  migrations(): Promise<readonly Migration[]>
}

/** A database, its driver and a session of it. */
interface Ground {
  readonly bridge: Bridge
  readonly context: BridgeContext
  readonly driver: Driver
  /** The migrations, one after the other. */
  readonly first: Migration
  readonly second: Migration
  /** Writes in a transaction, as core does where the server has one. */
  write(direction: BridgeChange['direction'], migration: Migration, change?: Partial<BridgeChange>): Promise<void>
  /** What is listed as applied, by id. */
  applied(): Promise<readonly string[]>
}

async function onGround(subject: BridgeSubject, work: (ground: Ground) => Promise<void>): Promise<void> {
  const { driver, drop } = await subject.open()
  const session = await driver.connect()
  try {
    const migrations = await subject.migrations()
    const [first, second] = migrations
    claim(first !== undefined && second !== undefined, 'the subject has fewer than two migrations')
    const bridge = subject.bridge()
    const context: BridgeContext = { session, dialect: await driver.dialect(), migrations }
    await work({
      bridge,
      context,
      driver,
      first,
      second,
      write: (direction, migration, change) => writeIn(bridge, context, changeOf(direction, migration, change)),
      applied: async () => (await bridge.read(context)).applied.map(({ id }) => id),
    })
  } finally {
    await session.close()
    await drop()
  }
}

function changeOf(
  direction: BridgeChange['direction'],
  file: Migration,
  change: Partial<BridgeChange> = {},
): BridgeChange {
  const { id, title, checksum, repeatable, after, location } = file
  const record = { title, checksum, repeatable, after, reversal: 'none', file: location.file } as const
  return { direction, migration: id, file, record, ran: true, together: [], milliseconds: 3, ...change }
}

async function writeIn(bridge: Bridge, context: BridgeContext, change: BridgeChange): Promise<void> {
  const { session } = context
  if (!transactional(session)) return bridge.write(context, change)
  const options = { timeouts: ownTimeouts }
  await session.transaction((inside) => bridge.write({ ...context, session: inside }, change), options)
}

const transactional = ({ server }: Session): boolean => server.capabilities?.['transactions'] !== 'no'

/** What is compared of a reading: the rest is the framework's own way to write it down. */
const told = ({ applied, failed }: ForeignHistory) => ({
  applied: applied.map(({ id }) => id),
  failed: failed.map(({ id }) => id),
})

/** What holds of every bridge, with and without its framework. */
export function bridgeChecks(subject: BridgeSubject): readonly PluginCheck[] {
  const check = (id: string, title: string, work: (ground: Ground) => Promise<void>): PluginCheck => ({
    id: `bridge.${id}`,
    title,
    run: () => onGround(subject, work),
  })
  const checks = [
    check('absent', 'where the framework was never used it says so, and makes nothing', async (ground) => {
      const { bridge, context } = ground
      const before = await context.session.inspect()
      const found = await bridge.read(context)
      assert.deepEqual({ ...told(found), exists: found.exists }, { applied: [], failed: [], exists: false })
      assert.deepEqual((await context.session.inspect()).objects, before.objects)
    }),
    check(
      'prepare',
      'what it makes is told by its patterns; made twice, also at once, it is the same',
      async (ground) => {
        const { bridge, context, driver } = ground
        const before = new Set(Object.keys((await context.session.inspect()).objects))
        const other = await driver.connect()
        try {
          await Promise.all([bridge.prepare(context), bridge.prepare({ ...context, session: other })])
        } finally {
          await other.close()
        }
        await bridge.prepare(context)
        const made = Object.keys((await context.session.inspect()).objects).filter((id) => !before.has(id))
        const untold = made.filter((id) => !matchesAny(bridge.objects, id))
        claim(untold.length === 0, `its patterns leave out ${untold.join(', ')}`)
        const found = await bridge.read(context)
        assert.deepEqual({ ...told(found), exists: found.exists }, { applied: [], failed: [], exists: true })
      },
    ),
    check('up', 'what was applied is listed in that order, and as often as it is written', async (ground) => {
      const { bridge, context, write, applied, first, second } = ground
      await bridge.prepare(context)
      await write('up', first)
      await write('up', second, { together: [first.id] })
      assert.deepEqual(await applied(), [first.id, second.id])
      if (!second.repeatable) await write('up', second, { together: [first.id] })
      assert.deepEqual(await applied(), [first.id, second.id])
    }),
    check('down', 'what was rolled back is not listed, and can be applied again', async (ground) => {
      const { bridge, context, write, applied, first, second } = ground
      await bridge.prepare(context)
      for (const migration of [first, second]) await write('up', migration)
      await write('down', second)
      await write('down', second)
      assert.deepEqual(await applied(), [first.id])
      await write('up', second)
      assert.deepEqual(await applied(), [first.id, second.id])
    }),
    check('stated', 'what a person states is written like what ran', async (ground) => {
      const { bridge, context, write, applied, first } = ground
      await bridge.prepare(context)
      await write('up', first, { ran: false })
      assert.deepEqual(await applied(), [first.id])
      await write('down', first, { ran: false })
      assert.deepEqual(await applied(), [])
    }),
    check('without-file', 'what was applied can be rolled back when its file is gone', async (ground) => {
      const { bridge, context, first, second, applied } = ground
      await bridge.prepare(context)
      for (const migration of [first, second]) await writeIn(bridge, context, changeOf('up', migration))
      const { file: _, ...gone } = changeOf('down', second)
      await writeIn(bridge, { ...context, migrations: [first] }, gone)
      assert.deepEqual(await applied(), [first.id])
    }),
    check('transaction', 'what it writes goes with its transaction', async (ground) => {
      const { bridge, context, first, applied } = ground
      await bridge.prepare(context)
      if (!transactional(context.session)) return
      const undone = new Error('undone')
      const work = async (session: Session): Promise<void> => {
        await bridge.write({ ...context, session }, changeOf('up', first))
        throw undone
      }
      await context.session.transaction(work, { timeouts: ownTimeouts }).catch((error: unknown) => {
        if (error !== undone) throw error
      })
      assert.deepEqual(await applied(), [])
    }),
    check('values', 'what it reads survives a JSON round trip, and lists nothing twice', async (ground) => {
      const { bridge, context, write, first } = ground
      await bridge.prepare(context)
      await write('up', first)
      const found = await bridge.read(context)
      assert.deepEqual(JSON.parse(JSON.stringify(found)), found)
      assert.equal(new Set(found.applied.map(({ id }) => id)).size, found.applied.length)
    }),
  ]
  return subject.bridge().lock === undefined ? checks : [...checks, lockCheck(check)]
}

function lockCheck(
  check: (id: string, title: string, work: (ground: Ground) => Promise<void>) => PluginCheck,
): PluginCheck {
  return check('lock', 'one holds the lock; a session takes its own with it when it ends', async (ground) => {
    const { bridge, context, driver } = ground
    const { lock } = bridge
    if (!lock) return
    await bridge.prepare(context)
    const other = await driver.connect()
    const there: BridgeContext = { ...context, session: other }
    try {
      const held = await lock.take(context)
      claim(held !== undefined, 'a free lock was not taken')
      claim((await lock.take(there)) === undefined, 'two sessions took it')
      claim(await lock.release(context, held), 'it was held and not freed')
      const next = await lock.take(there)
      claim(next !== undefined, 'it was freed and not taken')
      if (lock.kind === 'row') {
        claim(!(await lock.release(context, held)), "an old holding freed another's")
        claim(await lock.release(context, next), 'its own holding was not freed')
      }
    } finally {
      await other.close()
    }
    if (lock.kind === 'session') await untilTaken(lock.take.bind(lock, context))
  })
}

/** The server lets go of what a session held a moment after it ended. */
async function untilTaken(take: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await take()) !== undefined) return
    await new Promise((resolve) => void setTimeout(resolve, 25))
  }
  claim(false, 'a session that ended holds it on')
}
