import { dirname, resolve } from 'node:path'
import { SlipwayError } from '@slipway/core'
import { clientName, dialectOf } from './connection.ts'
import type { EnvironmentConfig } from './environments.ts'
import type { KnexModule } from './knex-module.ts'
import type { MigrationSettings, MigrationSource } from './settings.ts'

/** What an environment's settings are read from. */
export interface SettingsParts {
  readonly adapter: string
  readonly environment: string | undefined
  readonly knexfile: string
  readonly knex: KnexModule
  readonly config: EnvironmentConfig
  /** What `connection` is, or what its function answered. */
  readonly connection: unknown
  readonly ports: ReadonlySet<number>
  readonly transaction: MigrationSettings['transaction']
}

/** Knex's own (lib/migrations/common/MigrationsLoader.js). */
const loadExtensions = ['.co', '.coffee', '.eg', '.iced', '.js', '.cjs', '.litcoffee', '.ls', '.ts']

const strings = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string' && item !== '')

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** Fills in knex's defaults. Relative paths start at the knexfile's folder, where knex's command line works. */
export function resolveSettings(parts: SettingsParts): MigrationSettings {
  const { config, knexfile, adapter, environment, knex, transaction } = parts
  const folder = dirname(knexfile)
  const absolute = (path: string): string => resolve(folder, path)
  const migrations = record(config['migrations'])
  const seeds = record(config['seeds'])
  const given = strings(migrations['directory'])
  const directories = (given.length === 0 ? ['./migrations'] : given).map(absolute)
  const extension = knexfile.slice(knexfile.lastIndexOf('.') + 1)
  const stub = migrations['stub']
  return {
    adapter,
    environment,
    knexfile,
    knex,
    config: {
      ...config,
      connection: parts.connection,
      ...(seeds['directory'] !== undefined && {
        seeds: { ...seeds, directory: strings(seeds['directory']).map(absolute) },
      }),
    },
    dialect: dialectOf(config),
    client: clientName(config),
    directories,
    tableName: typeof migrations['tableName'] === 'string' ? migrations['tableName'] : 'knex_migrations',
    schemaName: typeof migrations['schemaName'] === 'string' ? migrations['schemaName'] : undefined,
    loadExtensions: Array.isArray(migrations['loadExtensions'])
      ? strings(migrations['loadExtensions'])
      : loadExtensions,
    sortDirsSeparately: migrations['sortDirsSeparately'] === true,
    migrationSource: sourceOf(migrations, knexfile),
    disableTransactions: migrations['disableTransactions'] === true,
    extension: String(migrations['extension'] ?? config['ext'] ?? (extension === '' ? 'js' : extension)).toLowerCase(),
    stub: typeof stub === 'string' ? absolute(stub) : undefined,
    variables: record(migrations['variables']),
    ports: parts.ports,
    transaction,
  }
}

function sourceOf(migrations: Readonly<Record<string, unknown>>, knexfile: string): MigrationSource | undefined {
  const source = migrations['migrationSource']
  // With any of these, knex takes the files and leaves the source aside.
  const files =
    migrations['directory'] || migrations['loadExtensions'] || migrations['sortDirsSeparately'] !== undefined
  if (source === undefined || source === null || files) return undefined
  const missing = ['getMigrations', 'getMigrationName', 'getMigration'].find(
    (name) => typeof (source as Readonly<Record<string, unknown>>)[name] !== 'function',
  )
  if (missing === undefined) return source as MigrationSource
  throw new SlipwayError(
    'SW-CONFIG',
    `The migrationSource of ${knexfile} has no method ${missing}. Nothing was changed.`,
    {
      hint: 'migrationSource: { getMigrations, getMigrationName, getMigration }',
      details: { file: knexfile },
    },
  )
}
