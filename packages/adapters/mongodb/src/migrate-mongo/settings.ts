import { resolve } from 'node:path'
import { SlipwayError } from '@slipway/core'

/** The collection that says that migrate-mongo is at work. */
export interface LockSettings {
  readonly collection: string
  /** Seconds after which the server removes a lock; `undefined`: never. */
  readonly ttl: number | undefined
}

/** What a configuration of migrate-mongo says, with the tool's own defaults. Holds secrets. */
export interface Settings {
  readonly url: string | undefined
  readonly databaseName: string | undefined
  /** For the client. */
  readonly options: Readonly<Record<string, unknown>>
  /** Absolute. */
  readonly folder: string
  /** As the configuration names the folder. */
  readonly migrationsDir: string
  readonly changelog: string
  /** Absent where the tool takes no lock. */
  readonly lock: LockSettings | undefined
  /** With its dot. */
  readonly extension: string
  readonly useFileHash: boolean
  readonly moduleSystem: 'esm' | 'commonjs'
}

type Plain = Readonly<Record<string, unknown>>

/**
 * Reads a configuration as migrate-mongo 14 does: lib/env/config.js, lib/env/migrationsDir.js, lib/utils/lock.js.
 *
 * @throws SW-CONFIG for what the tool could not work with either.
 */
export function readSettings(config: Plain, cwd: string, name: string): Settings {
  const server = isObject(config['mongodb']) ? config['mongodb'] : {}
  const migrationsDir = text(config['migrationsDir']) ?? 'migrations'
  const changelog = text(config['changelogCollectionName'])
  if (changelog === undefined) throw refused(name, 'changelogCollectionName is missing', "'changelog'")
  const extension = text(config['migrationFileExtension']) ?? '.js'
  if (!extension.startsWith('.')) throw refused(name, 'migrationFileExtension must start with a dot', `'.${extension}'`)
  return {
    url: text(server['url']),
    databaseName: text(server['databaseName']),
    options: isObject(server['options']) ? server['options'] : {},
    folder: resolve(cwd, migrationsDir),
    migrationsDir,
    changelog,
    lock: lockOf(config),
    extension,
    useFileHash: config['useFileHash'] === true,
    moduleSystem: config['moduleSystem'] === 'esm' ? 'esm' : 'commonjs',
  }
}

function lockOf(config: Plain): LockSettings | undefined {
  const collection = text(config['lockCollectionName'])
  const ttl = config['lockTtl']
  if (collection === undefined || Number(ttl) <= 0) return undefined
  return { collection, ttl: typeof ttl === 'number' ? ttl : undefined }
}

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function refused(name: string, what: string, example: string): SlipwayError {
  return new SlipwayError('SW-CONFIG', `${name}: ${what}. It was loaded; nothing was changed.`, {
    hint: `${what.split(' ')[0]}: ${example}`,
    details: { file: name },
  })
}
