import { readFile } from 'node:fs/promises'
import { SlipwayError, redactor } from '@slipway/core'
import type { ClientConfig } from 'pg'
import type { PostgresOptions } from './options.ts'

/** All that a connection needs, secrets included: never shown, never stored. */
export interface Reachable {
  readonly config: ClientConfig
  redact(text: string): string
}

async function givenPassword(options: PostgresOptions): Promise<string | undefined> {
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

function parse(text: string): URL {
  try {
    const url = new URL(text)
    for (const part of [url.username, url.password, url.pathname]) decodeURIComponent(part)
    return url
  } catch {
    // The parser's own error carries the URL with its password.
    throw new SlipwayError('SW-CONFIG', 'The url of the database is not a URL', {
      hint: 'postgres://user:password@host:5432/database, with special characters in the password percent-encoded',
    })
  }
}

/**
 * Gathers how to connect: reads the password where it is kept.
 *
 * @throws SW-CONFIG when there is no address, or the URL or the password file cannot be read.
 */
export async function clientConfig(options: PostgresOptions, application: string): Promise<Reachable> {
  const text = options.directUrl || options.url
  if (!text && options.host === undefined) {
    throw new SlipwayError('SW-CONFIG', 'The database has no url: it is undefined or empty', {
      hint: 'Set the variable that slipway.config.ts passes to postgres({ url: … }), or the one that the framework takes its connection from',
    })
  }
  const password = await givenPassword(options)
  const url = text ? parse(text) : undefined
  const inUrl = url === undefined ? undefined : decodeURIComponent(url.password) || url.searchParams.get('password')
  // The client lets what stands in the URL win, so a password from elsewhere has to be put there.
  if (url !== undefined && password !== undefined) url.password = encodeURIComponent(password)
  const config: ClientConfig = {
    ...(url === undefined ? {} : { connectionString: url.href }),
    ...(url === undefined && password !== undefined ? { password } : {}),
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.database === undefined ? {} : { database: options.database }),
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    application_name: application,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 15_000,
  }
  return { config, redact: redactor([text, password, inUrl ?? undefined, process.env['PGPASSWORD']]) }
}
