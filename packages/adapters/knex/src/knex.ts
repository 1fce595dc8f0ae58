import { SlipwayError } from '@slipway/core'
import type { Adapter } from '@slipway/core/plugin'
import { knexAdapter } from './knex-adapter.ts'
import type { DriverConnection } from './project/connection.ts'
import { openProject } from './project/open-project.ts'

/** Options of `knex()`. */
export interface KnexOptions {
  /** Path of the knexfile, relative to the folder that Slipway runs in. Default: `knexfile.js`, `.cjs`, `.mjs`, `.ts` there. */
  readonly knexfile?: string
  /** The environment whose migrations these are. Default: `NODE_ENV`, else `development`, else the first. */
  readonly environment?: string
  /**
   * How migrations meet transactions on PostgreSQL, where their files do not say it. `auto`: one for each · `batch`: all
   * pending ones share one, as with knex · `never`: none.
   */
  readonly transaction?: 'auto' | 'batch' | 'never'
  /** Name of the plugin within a config. Default: `knex`. */
  readonly name?: string
}

/** A knex project: reads and runs its migrations, and tells how its databases are reached. */
export interface KnexProject extends Adapter {
  /** Names of the environments; empty for a knexfile that is one. */
  readonly environments: readonly string[]
  /** What a driver of Slipway takes to reach the database of an environment. Without a name: the one in use. */
  connection(environment?: string): DriverConnection
  /** The same project with the migration settings of another environment. Throws `SW-CONFIG` where there is none. */
  environment(name: string): Adapter
}

/**
 * Loads a project's knexfile, which is code, and reads its migrations, which are not loaded before they run. They run with the
 * project's own knex, through Slipway's session. Throws `SW-CONFIG` with the loader's own error, `SW-UNSUPPORTED` without
 * knex.
 */
export async function knex(options: KnexOptions = {}): Promise<KnexProject> {
  const transaction = options.transaction ?? 'auto'
  if (!['auto', 'batch', 'never'].includes(transaction)) {
    throw new SlipwayError(
      'SW-CONFIG',
      `knex(): transaction is one of 'auto', 'batch', 'never'. Nothing was changed.`,
      {
        hint: "knex({ transaction: 'batch' })   runs all pending ones in one transaction, as knex does",
      },
    )
  }
  const project = await openProject({
    cwd: process.cwd(),
    adapter: options.name ?? 'knex',
    knexfile: options.knexfile,
    environment: options.environment,
    nodeEnv: process.env['NODE_ENV'],
    transaction,
  })
  const found = (name: string | undefined) => {
    const environment = project.environments.get(name) ?? project.environments.get(undefined)
    if (environment !== undefined) return environment
    const names = [...project.environments.keys()].map((known) => `"${known}"`).join(', ')
    throw new SlipwayError('SW-CONFIG', `${project.shown} has no environment "${name}". Nothing was changed.`, {
      hint: `it has ${names}`,
      details: { file: project.shown },
    })
  }
  return {
    ...knexAdapter(found(project.chosen).settings),
    environments: [...project.environments.keys()].filter((name) => name !== undefined),
    connection: (name = project.chosen) => found(name).connection,
    environment: (name) => knexAdapter(found(name).settings),
  }
}
