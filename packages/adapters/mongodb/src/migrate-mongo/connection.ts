import type { Settings } from './settings.ts'

/** How the configuration reaches its database, as `mongodb()` of `@slipway/driver-mongodb` takes it. Holds secrets. */
export interface MigrateMongoConnection {
  readonly url: string | undefined
  readonly database: string | undefined
  readonly user?: string
  readonly password?: string
  readonly client?: object
}

/** The driver sets these itself, so that nothing is repeated, read late, or written without an acknowledgment. */
const owned = new Set([
  'auth',
  'appName',
  'retryWrites',
  'readPreference',
  'readConcern',
  'writeConcern',
  'maxPoolSize',
  'useNewUrlParser',
  'useUnifiedTopology',
])

/** Where the configuration leads. Never throws: a missing url is told when something connects. */
export function connectionOf({ url, databaseName, options }: Settings): MigrateMongoConnection {
  const auth = options['auth'] as { readonly username?: unknown; readonly password?: unknown } | undefined
  const client = Object.fromEntries(Object.entries(options).filter(([key]) => !owned.has(key)))
  return {
    url,
    database: databaseName,
    ...(typeof auth?.username === 'string' && { user: auth.username }),
    ...(typeof auth?.password === 'string' && { password: auth.password }),
    ...(Object.keys(client).length > 0 && { client }),
  }
}
