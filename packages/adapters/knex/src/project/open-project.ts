import { dialectOf, driverConnection, settleConnection, type DriverConnection } from './connection.ts'
import { chooseEnvironment, readEnvironments, type EnvironmentConfig } from './environments.ts'
import { findKnex } from './find-knex.ts'
import type { KnexModule } from './knex-module.ts'
import { loadKnexfile, locateKnexfile, shownPath } from './load-knexfile.ts'
import { resolveSettings } from './resolve-settings.ts'
import type { KnexDialect, MigrationSettings } from './settings.ts'

/** One environment, ready to be used. */
export interface OpenEnvironment {
  readonly dialect: KnexDialect | undefined
  readonly connection: DriverConnection
  readonly settings: MigrationSettings
}

/** A loaded knexfile. */
export interface OpenProject {
  /** Absolute path. */
  readonly knexfile: string
  /** As people write it. */
  readonly shown: string
  readonly knex: KnexModule
  /** The environment that is meant where none is named. `undefined` for a knexfile that is one environment. */
  readonly chosen: string | undefined
  /** Under their names; a knexfile that is one environment has the name `undefined`. */
  readonly environments: ReadonlyMap<string | undefined, OpenEnvironment>
}

/** What a project is opened with. */
export interface OpenRequest {
  readonly cwd: string
  readonly adapter: string
  readonly knexfile?: string | undefined
  readonly environment?: string | undefined
  readonly nodeEnv?: string | undefined
  readonly transaction: MigrationSettings['transaction']
}

/** Loads the knexfile, finds the project's own knex, and settles every environment. */
export async function openProject(request: OpenRequest): Promise<OpenProject> {
  const knexfile = locateKnexfile(request.cwd, request.knexfile)
  const shown = shownPath(request.cwd, knexfile)
  const found = readEnvironments(await loadKnexfile(request.cwd, knexfile), shown)
  const chosen = chooseEnvironment(found, request.environment, request.nodeEnv, shown)
  const knex = findKnex(knexfile)
  const configs: [string | undefined, EnvironmentConfig][] =
    found.flat === undefined ? [...found.named] : [[undefined, found.flat]]
  const settled = await Promise.all(
    configs.map(async ([name, config]) => {
      const owner = name === undefined ? shown : `environment "${name}" of ${shown}`
      return { name, config, connection: await settleConnection(config, owner), dialect: dialectOf(config) }
    }),
  )
  const { adapter, transaction } = request
  const ports = new Set([5432, 3306, ...settled.flatMap(({ connection }) => portOf(connection))])
  const environments = settled.map(({ name, config, connection, dialect }): [string | undefined, OpenEnvironment] => [
    name,
    {
      dialect,
      connection: driverConnection(connection, dialect),
      settings: resolveSettings({ adapter, environment: name, knexfile, knex, config, connection, ports, transaction }),
    },
  ])
  return { knexfile, shown, knex, chosen: chosen.name, environments: new Map(environments) }
}

function portOf(connection: unknown): readonly number[] {
  const { url, port } = driverConnection(connection, undefined)
  const inUrl = url !== undefined && URL.canParse(url) ? new URL(url).port : ''
  return port === undefined ? (inUrl === '' ? [] : [Number(inUrl)]) : [port]
}
