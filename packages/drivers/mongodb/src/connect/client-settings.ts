import { readFile } from 'node:fs/promises'
import { redactor, SlipwayError } from '@slipway/core'
import type { MongoClientOptions } from 'mongodb'
import type { MongodbOptions } from '../options.ts'
import { toUrl, urlParts } from './address.ts'

/** All that a connection needs, secrets included: never shown, never stored. */
export interface Reachable {
  readonly url: string
  readonly database: string
  readonly client: MongoClientOptions
  redact(text: string): string
}

async function givenPassword(options: MongodbOptions): Promise<string | undefined> {
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

/** What is given to the client beside the url would win over it. */
function unlessGiven(query: string, name: string, value: number): MongoClientOptions {
  return new RegExp(`(?:^|&)${name}=`, 'i').test(query) ? {} : { [name]: value }
}

const reading = new Set(['readpreference', 'readpreferencetags', 'maxstalenessseconds', 'readconcernlevel'])

/** What an application may read, late and elsewhere, a migration's module may not compute from. */
function withoutReading(query: string): string {
  return query
    .split('&')
    .filter((one) => !reading.has((one.split('=')[0] ?? '').toLowerCase()))
    .join('&')
}

/**
 * Gathers how to connect: reads the password where it is kept.
 *
 * @throws SW-CONFIG when there is no address or no database, or the URL or the password file cannot be read.
 */
export async function clientSettings(options: MongodbOptions): Promise<Reachable> {
  if (!options.url) {
    throw new SlipwayError('SW-CONFIG', 'The database has no url: it is undefined or empty', {
      hint: 'Set the variable that slipway.config.ts passes to mongodb({ url: … })',
    })
  }
  const parts = urlParts(options.url)
  if (parts === undefined) {
    throw new SlipwayError('SW-CONFIG', 'The url of the database is not a MongoDB connection string', {
      hint: 'mongodb://user:password@host:port/database, with special characters in the password percent-encoded',
    })
  }
  const database = options.database ?? parts.database
  if (database === '') {
    throw new SlipwayError('SW-CONFIG', 'The url names no database', {
      hint: 'Name it at the end of the url, mongodb://host:port/shop, or in slipway.config.ts:\n  mongodb({ url, database: "shop" })',
    })
  }
  const password = (await givenPassword(options)) ?? parts.password
  const user = options.user ?? parts.user
  // Without authSource the client looks the user up in the database of the url, whatever is migrated.
  const url = toUrl({ ...parts, user, password, query: withoutReading(parts.query) })
  return {
    url,
    database,
    client: {
      ...unlessGiven(parts.query, 'connectTimeoutMS', 10_000),
      ...unlessGiven(parts.query, 'serverSelectionTimeoutMS', 10_000),
      ...options.client,
      // A write that the client repeated by itself would be one that nobody counted.
      retryWrites: false,
      // One for the statement, one to end it, one beside.
      maxPoolSize: 3,
      minPoolSize: 0,
      writeConcern: { w: 'majority', journal: true },
    },
    redact: redactor([options.url, url, password]),
  }
}
