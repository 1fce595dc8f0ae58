import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { PrismaProject, Setting } from './project.ts'
import type { Environment } from './read-environment.ts'
import { readEnvironment } from './read-environment.ts'

/** What `postgres()` and `mysql()` take. Holds secrets, in memory only. */
export interface PrismaConnection {
  readonly url?: string | undefined
  readonly host?: string
  readonly socketPath?: string
  readonly ssl?: boolean | TlsOptions
  readonly password?: () => Promise<string>
}

/** As `node:tls` knows them. */
export interface TlsOptions {
  readonly rejectUnauthorized: boolean
  readonly ca?: string
  readonly pfx?: Buffer
  readonly passphrase?: string
}

/** Parameters of a url that only Prisma's engines understand. */
const prismaOnly = [
  'schema',
  'connection_limit',
  'pool_timeout',
  'socket_timeout',
  'connect_timeout',
  'max_connection_lifetime',
  'max_idle_connection_lifetime',
  'pgbouncer',
  'statement_cache_size',
  'single_use_connections',
  'sslmode',
  'sslaccept',
  'sslcert',
  'sslidentity',
  'sslpassword',
  'socket',
]

/**
 * How Prisma's migrations reach the database, in the words of our drivers: `directUrl` before `url`, `?schema=` as the
 * search path, TLS as Prisma's engines do it. Never throws: where there is no value, the driver says so when it connects.
 *
 * @param variable an environment variable that holds another url, of another environment.
 */
export function connectionOf(project: PrismaProject, variable: string | undefined, env: Environment): PrismaConnection {
  const text = textOf(project, variable, env)
  if (text === undefined) return { url: undefined }
  if (/^prisma(\+postgres)?:/.test(text)) return unreachable()
  const url = URL.parse(text)
  if (url === null) return { url: text }
  return project.provider === 'mysql' ? mysqlOf(project, url) : postgresOf(project, url)
}

/** The schema that Prisma's tables stand in: of the url, `public` where it names none; `undefined` where there is no url. */
export function schemaOf(project: PrismaProject, variable: string | undefined, env: Environment): string | undefined {
  const url = URL.parse(textOf(project, variable, env) ?? '')
  return url === null ? undefined : (url.searchParams.get('schema') ?? 'public')
}

function textOf(project: PrismaProject, variable: string | undefined, env: Environment): string | undefined {
  const read = readEnvironment(project, env)
  const stated = project.directUrl ?? project.url
  const setting: Setting | undefined = variable === undefined ? stated : { kind: 'env', name: variable }
  return setting?.kind === 'env' ? read(setting.name) : setting?.value
}

function postgresOf(project: PrismaProject, url: URL): PrismaConnection {
  const schema = url.searchParams.get('schema') ?? 'public'
  const ssl = tlsOf(project, url)
  strip(url)
  // A pooler takes no options, so none are sent for what is so anyway; the bridge looks where it is.
  if (schema !== 'public') {
    const options = [url.searchParams.get('options'), `-c search_path=${escaped(schema)}`]
    url.searchParams.set('options', options.filter((option) => option !== null).join(' '))
  }
  return { url: url.href, ...ssl }
}

function mysqlOf(project: PrismaProject, url: URL): PrismaConnection {
  const socket = url.searchParams.get('socket')
  const ssl = tlsOf(project, url)
  strip(url)
  return { url: url.href, ...(socket === null ? {} : { socketPath: socket }), ...ssl }
}

/** Within `-c name=value`, the server takes a backslash as the escape of a space or of itself. */
function escaped(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`.replace(/[\\\s]/g, (sign) => `\\${sign}`)
}

function strip(url: URL): void {
  for (const name of prismaOnly) url.searchParams.delete(name)
}

/** Prisma encrypts where the server can, and verifies only where `sslaccept=strict` says so. */
function tlsOf(project: PrismaProject, url: URL): Pick<PrismaConnection, 'ssl'> {
  const get = (name: string): string | undefined => url.searchParams.get(name) ?? undefined
  const [mode, accept, ca, identity, passphrase] = [
    'sslmode',
    'sslaccept',
    'sslcert',
    'sslidentity',
    'sslpassword',
  ].map(get)
  if (mode === 'disable') return { ssl: false }
  if (mode !== 'require' && accept === undefined && ca === undefined && identity === undefined) return {}
  const folder = dirname(project.schemaPath)
  const file = (path: string): Buffer | undefined => {
    try {
      return readFileSync(resolve(folder, path))
    } catch {
      return undefined
    }
  }
  const [authority, pfx] = [ca, identity].map((path) => (path === undefined ? undefined : file(path)))
  return {
    ssl: {
      rejectUnauthorized: accept === 'strict',
      ...(authority === undefined ? {} : { ca: authority.toString('utf8') }),
      ...(pfx === undefined ? {} : { pfx }),
      ...(passphrase === undefined ? {} : { passphrase }),
    },
  }
}

/** Told when somebody connects, for files can be read and listed without. */
function unreachable(): PrismaConnection {
  return {
    host: 'prisma-accelerate',
    password: () =>
      Promise.reject(
        new SlipwayError(
          'SW-CONFIG',
          'The url of the database is one of Prisma Accelerate or of `prisma dev`, which is no server that takes migrations. Nothing was changed.',
          { hint: 'directUrl = env("DIRECT_URL")   in the datasource, with the address of the server itself' },
        ),
      ),
  }
}
