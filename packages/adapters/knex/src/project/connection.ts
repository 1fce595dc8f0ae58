import type { ConnectionOptions } from 'node:tls'
import { SlipwayError } from '@slipway/core'
import type { EnvironmentConfig } from './environments.ts'
import type { KnexDialect } from './settings.ts'

/**
 * How a driver of Slipway reaches the database of an environment: what `postgres()` and `mysql()` take. Held in memory, never
 * written.
 */
export interface DriverConnection {
  readonly url?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly database?: string | undefined
  readonly socketPath?: string | undefined
  readonly password?: string | (() => Promise<string>) | undefined
  readonly ssl?: boolean | ConnectionOptions | undefined
}

const dialects: Readonly<Record<string, KnexDialect>> = {
  pg: 'postgres',
  pgnative: 'postgres',
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
}

/** The driver that an environment's client needs; `undefined` where there is none. */
export function dialectOf(config: EnvironmentConfig): KnexDialect | undefined {
  const { client, dialect } = config as { readonly client?: unknown; readonly dialect?: unknown }
  const inherited =
    typeof client === 'function' ? (client as { prototype?: { driverName?: unknown } }).prototype : undefined
  const name = String(inherited?.driverName ?? client ?? dialect ?? '').toLowerCase()
  return dialects[name]
}

/** `client` as people know it. */
export function clientName(config: EnvironmentConfig): string {
  const { client, dialect } = config as { readonly client?: unknown; readonly dialect?: unknown }
  return typeof client === 'function' ? client.name : String(client ?? dialect ?? 'unknown')
}

/**
 * Calls a `connection` that is a function. One that fails gives a connection that says so when it is used: other
 * environments are not held up by it.
 */
export async function settleConnection(config: EnvironmentConfig, environment: string): Promise<unknown> {
  const { connection } = config
  if (typeof connection !== 'function') return connection
  try {
    return await (connection as () => unknown)()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const failed = new SlipwayError('SW-CONFIG', `The function "connection" of ${environment} failed: ${why}`, {
      hint: 'It is code: give it the environment that knex gives it, and run the same again',
      cause,
    })
    return { host: 'localhost', password: () => Promise.reject(failed) }
  }
}

const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value)

/** Makes a settled `connection` a driver's options. A value that is missing stays missing: the driver says so. */
export function driverConnection(connection: unknown, dialect: KnexDialect | undefined): DriverConnection {
  if (typeof connection === 'string') return { url: text(connection) }
  if (typeof connection !== 'object' || connection === null) return { url: undefined }
  const parts = connection as Readonly<Record<string, unknown>>
  const url = text(parts['connectionString'] ?? parts['uri'])
  const socketPath = text(parts['socketPath'])
  const password = parts['password']
  const ssl = parts['ssl']
  const port = text(parts['port'])
  const rest = {
    ...(port !== undefined && { port: Number(port) }),
    ...entry('user', text(parts['user'])),
    ...entry('database', text(parts['database'])),
    ...(typeof password === 'function'
      ? { password: async () => String(await (password as () => unknown)()) }
      : entry('password', text(password))),
    ...(ssl !== undefined && ssl !== null && { ssl: sslOf(ssl) }),
  }
  if (url !== undefined) return { url, ...entry('password', rest.password), ...entry('ssl', rest.ssl) }
  if (socketPath !== undefined && dialect === 'mysql') return { socketPath, ...rest }
  const host = text(parts['host'])
  // Nothing at all is a variable that is not set; a user or a database alone means this very machine, as for the client.
  if (host === undefined && Object.keys(rest).length === 0) return { url: undefined }
  return { host: host ?? (dialect === 'postgres' ? text(process.env['PGHOST']) : undefined) ?? 'localhost', ...rest }
}

function entry<const Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }
}

function sslOf(ssl: unknown): boolean | ConnectionOptions {
  if (typeof ssl === 'object') return ssl as ConnectionOptions
  return ssl === true || (typeof ssl === 'string' && !/^(?:false|0|disable|)$/i.test(ssl))
}
