import { openWorkspace, type Driver, type Lease, type Scratch, type Session, type Workspace } from '@slipway/core'
import { nonceOf } from './choose-server.ts'
import { makeScratch } from './empty-scratch.ts'
import { oneSession } from './one-session.ts'
import { visibleAdapters } from './visible-adapters.ts'
import type { SeenCode } from './watch-code.ts'

/** A scratch database with a workspace in it, under its own deploy lock. */
export interface Stage {
  readonly scratch: Scratch
  readonly workspace: Workspace
  readonly session: Session
  /** Ids that the workspace sees. Grows as a rehearsal goes on. */
  readonly visible: Set<string>
  /** What code sent here. */
  readonly code: SeenCode
  /** Writes down what somebody else will look for who is let into the database. */
  flush(): Promise<void>
  /** Says that somebody else was let into the database, so that what is remembered of its schema is old. */
  forget(): void
  /** Gives the lock back, and drops the database unless it is kept. */
  end(keep?: boolean): Promise<void>
}

/** Makes a scratch database on a server and opens the target's migrations on it. None is visible yet. */
export async function openStage(target: Workspace, server: Driver): Promise<Stage> {
  const { environment, rehearse, timeouts } = target
  const nonce = nonceOf(environment.id())
  const scratch = await makeScratch(server, nonce, rehearse.extensions)
  try {
    const { lease, release } = await hold(scratch.driver, target)
    const visible = new Set<string>()
    const code: SeenCode = new Map()
    const { driver, flush, forget, keep: keepAll } = oneSession(scratch.driver, lease, environment.now)
    try {
      const { workspace } = await openWorkspace(
        {
          // The lease is held in its name.
          project: target.project,
          driver,
          adapter: visibleAdapters(target.adapters, visible, code),
          runners: [...target.runners.values()],
          timeouts,
          ignore: target.ignore,
        },
        { environment, signal: target.signal },
      )
      await workspace.dialect.load?.()
      const session = await driver.connect()
      const end = async (keep = false): Promise<void> => {
        try {
          if (keep) await keepAll()
        } finally {
          try {
            await release()
          } finally {
            if (!keep) await scratch.drop()
          }
        }
      }
      return { scratch, workspace, session, visible, code, flush, forget, end }
    } catch (error) {
      await release()
      throw error
    }
  } catch (error) {
    await scratch.drop()
    throw error
  }
}

/** Takes the deploy lock once for many operations. */
async function hold(
  driver: Driver,
  { project, environment, timeouts, signal }: Workspace,
): Promise<{ readonly lease: Lease; readonly release: () => Promise<void> }> {
  const acquired = Promise.withResolvers<Lease>()
  const done = Promise.withResolvers<void>()
  const held = driver.lease({ project, owner: environment.who, timeouts, signal }, async (lease) => {
    acquired.resolve(lease)
    await done.promise
  })
  held.catch(acquired.reject)
  const lease = await acquired.promise
  return {
    lease,
    release: () => {
      done.resolve()
      return held
    },
  }
}
