import { readFile } from 'node:fs/promises'
import { SlipwayError, redactor } from '@slipway/core'
import type { ConnectionOptions } from 'mysql2/promise'
import type { MysqlOptions } from './options.ts'

/** All that a connection needs, secrets included: never shown, never stored. */
export interface Reachable {
  readonly config: ConnectionOptions
  redact(text: string): string
}

async function givenPassword(options: MysqlOptions): Promise<string | undefined> {
  if (typeof options.password === 'function') return options.password()
  if (options.password !== undefined) return options.password
  if (options.passwordFile === undefined) return undefined
  try {
    return (await readFile(options.passwordFile, 'utf8')).replace(/\r?\n$/, '')
  } catch (thrown) {
    const why = (thrown as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new SlipwayError('SW-CONFIG', `The password file ${options.passwordFile} cannot be read (${why})`)
  }
}

const shape = 'mysql://user:password@host:3306/database, with special characters in the password percent-encoded'

interface Parsed {
  readonly host: string
  readonly port: number | undefined
  readonly user: string
  readonly password: string
  readonly database: string
}

function parse(text: string): Parsed {
  let url: URL
  let parts: Pick<Parsed, 'user' | 'password' | 'database'>
  try {
    url = new URL(text)
    parts = {
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
    }
  } catch {
    // The parser's own error carries the URL with its password.
    throw new SlipwayError('SW-CONFIG', 'The url of the database is not a URL', { hint: shape })
  }
  if (!/^(?:mysql2?|mariadb):$/.test(url.protocol)) {
    throw new SlipwayError('SW-CONFIG', `The url of the database begins with ${url.protocol}, not with mysql:`, {
      hint: shape,
    })
  }
  const [unknown] = url.searchParams.keys()
  if (unknown !== undefined) {
    throw new SlipwayError('SW-CONFIG', `The url of the database has the parameter ${unknown}, which is not known`, {
      hint: 'State it as an option instead, in slipway.config.ts:\n  mysql({ url: process.env.DATABASE_URL, ssl: true })',
    })
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? undefined : Number(url.port), ...parts }
}

const tls = (ssl: MysqlOptions['ssl']): Pick<ConnectionOptions, 'ssl'> =>
  ssl === undefined || ssl === false ? {} : { ssl: (ssl === true ? {} : ssl) as NonNullable<ConnectionOptions['ssl']> }

/**
 * Gathers how to connect: reads the password where it is kept.
 *
 * @throws SW-CONFIG when there is no address or no database, or the URL or the password file cannot be read.
 */
export async function clientConfig(options: MysqlOptions, application: string): Promise<Reachable> {
  const text = options.directUrl || options.url || undefined
  if (text === undefined && options.host === undefined && options.socketPath === undefined) {
    throw new SlipwayError('SW-CONFIG', 'The database has no url: it is undefined or empty', {
      hint: 'Set the variable that slipway.config.ts passes to mysql({ url: … }), or the one that the framework takes its connection from',
    })
  }
  const url = text === undefined ? undefined : parse(text)
  const database = url?.database || options.database
  if (!database) {
    throw new SlipwayError('SW-CONFIG', 'The url of the database names no database to migrate', { hint: shape })
  }
  const password = (await givenPassword(options)) ?? url?.password
  const port = url?.port ?? options.port
  const config: ConnectionOptions = {
    ...(options.socketPath === undefined ? { host: url?.host || options.host || 'localhost' } : {}),
    ...(options.socketPath === undefined ? {} : { socketPath: options.socketPath }),
    ...(port === undefined ? {} : { port }),
    user: url?.user || options.user || '',
    password: password ?? '',
    database,
    ...tls(options.ssl),
    charset: 'utf8mb4',
    // One text is one statement: the server itself refuses a second one.
    multipleStatements: false,
    // The client would else add IGNORE_SPACE to the sql_mode, and count rows found in place of rows changed.
    flags: ['-IGNORE_SPACE', '-FOUND_ROWS', '-LOCAL_FILES'],
    connectAttributes: { program_name: application },
    supportBigNumbers: true,
    dateStrings: true,
    jsonStrings: true,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
    connectTimeout: 15_000,
    // Where a statement was sent from stands in no error of ours.
    trace: false,
  }
  return { config, redact: redactor([text, password, url?.password]) }
}
