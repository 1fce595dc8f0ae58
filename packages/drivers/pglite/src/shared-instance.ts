import { SlipwayError, takeTurns, type Turns } from '@slipway/core'
import type { Session } from '@slipway/core/plugin'
import { factsQuery, sqlSession, toFacts, type Tables } from '@slipway/dialect-postgres/store'
import type { PgliteOptions } from './options.ts'
import { pgliteWire } from './pglite-wire.ts'
import { startInstance, type Instance } from './start-instance.ts'

/** The one database behind all sessions of a driver. */
export interface SharedInstance {
  connect(project?: string): Promise<Session>
  id(): Promise<string>
  close(): Promise<void>
}

/** How long a database in a directory stays open after its last session, since one command opens several in a row. */
const linger = 200

/** Starts the database with the first session. One in a directory is closed soon after the last one. */
export function sharedInstance(options: PgliteOptions, directory: string | undefined, tables: Tables): SharedInstance {
  let starting: Promise<Instance> | undefined
  let closing: Promise<void> = Promise.resolve()
  let turns: Turns = takeTurns()
  let sessions = 0
  let idle: NodeJS.Timeout | undefined

  async function start(): Promise<Instance> {
    await closing
    return startInstance(options, directory)
  }

  async function instance(): Promise<Instance> {
    clearTimeout(idle)
    starting ??= start()
    const current = starting
    try {
      return await current
    } catch (thrown) {
      if (starting === current) starting = undefined
      throw thrown
    }
  }

  async function close(): Promise<void> {
    clearTimeout(idle)
    const current = starting
    starting = undefined
    turns = takeTurns()
    closing = current === undefined ? closing : current.then((running) => running.close())
    await closing
  }

  function leave(): void {
    sessions -= 1
    if (sessions === 0 && directory !== undefined) idle = setTimeout(() => void close().catch(() => undefined), linger)
  }

  return {
    async connect(project) {
      sessions += 1
      let left = false
      const leaveOnce = (): void => {
        if (!left) leave()
        left = true
      }
      try {
        const { db } = await instance()
        const wire = pgliteWire(db)
        const mine = turns
        const [row] = await mine.take(() => wire.script(factsQuery))
        return sqlSession({
          wire,
          turns: mine,
          server: toFacts(row?.rows[0] ?? {}, 'pglite', false).server,
          identity: undefined,
          tables,
          ...(project === undefined ? {} : { project }),
          pipelines: false,
          base: [],
          // A statement runs on this very thread, so that nothing can happen while it does.
          interrupt: async () => undefined,
          close: async () => leaveOnce(),
        })
      } catch (thrown) {
        leaveOnce()
        throw thrown instanceof SlipwayError ? thrown : new SlipwayError('SW-CONNECT', `PGlite: ${String(thrown)}`)
      }
    },
    id: async () => (await instance()).id,
    close,
  }
}
