import { loadMigrations, openWorkspace, order, type Driver, type Environment, type SlipwayConfig } from '@slipway/core'
import { nodeEnvironment } from './node-environment.ts'
import { refuseWider } from './refuse-wider.ts'
import { applyVisible } from './scratch/apply-visible.ts'
import { chooseServer } from './scratch/choose-server.ts'
import { openStage } from './scratch/open-stage.ts'

export interface ScratchDatabaseOptions {
  /** Default: this process, in its working directory. */
  readonly environment?: Environment
  /** Default: the config's default target. */
  readonly target?: string
  /** Makes it here, whatever the config says. */
  readonly driver?: Driver
}

/** A migrated database for one test-runner worker. */
export interface ScratchDatabase {
  /** Connects the tests; carries a password that lives as long as the database. */
  readonly url: string
  readonly driver: Driver
  drop(): Promise<void>
}

/**
 * Makes a scratch database with every migration applied: one for each worker of a test runner, so that tests that write
 * never meet. Whoever makes it drops it. Throws what `rehearse` throws, and what a migration's failure throws.
 *
 * @example
 * const database = await scratchDatabase(config)
 * process.env.DATABASE_URL = database.url
 * // ... the tests ...
 * await database.drop()
 */
export async function scratchDatabase(
  config: SlipwayConfig,
  { environment = nodeEnvironment(process.cwd()), target, driver }: ScratchDatabaseOptions = {},
): Promise<ScratchDatabase> {
  const { workspace, close } = await openWorkspace(config, { environment, ...(target !== undefined && { target }) })
  try {
    const server = chooseServer(workspace, driver ? { driver } : {})
    await workspace.dialect.load?.()
    const migrations = order(await loadMigrations(workspace))
    const stage = await openStage(workspace, server)
    const { scratch, session, visible } = stage
    let done = false
    try {
      refuseWider({ replay: migrations, sequence: [] }, [], stage.workspace.dialect, session.server)
      for (const { id } of migrations) visible.add(id)
      await applyVisible(stage.workspace)
      done = true
    } finally {
      await stage.end(done)
    }
    return { url: scratch.url, driver: scratch.driver, drop: () => scratch.drop() }
  } finally {
    await close()
  }
}
