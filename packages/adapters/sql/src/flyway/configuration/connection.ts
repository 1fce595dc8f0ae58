import type { FlywaySettings } from './settings.ts'

/** What the driver is given. Holds the password: kept in memory, never written down. */
export interface FlywayConnection {
  /** `undefined` where no setting names a database that a driver here knows. */
  readonly url: string | undefined
  /** On MySQL, where the address asks for encryption: the server's certificate is then verified as well. */
  readonly ssl?: true
}

/** The driver that a JDBC address is for. */
export type FlywayDatabase = 'postgres' | 'mysql'

const drivers: Readonly<Record<string, FlywayDatabase>> = { postgresql: 'postgres', mysql: 'mysql', mariadb: 'mysql' }

/** Tells which driver an address is for; `undefined` where there is none. */
export function databaseOf(url: string | undefined): FlywayDatabase | undefined {
  return drivers[/^(?:jdbc:)?(\w+):/.exec(url ?? '')?.[1] ?? '']
}

/**
 * Turns Flyway's `url`, `user`, `password` and default schema into a driver's address. On PostgreSQL the default schema
 * comes before the search path that the server would choose, as in Flyway; on MySQL it is the database.
 */
export function connectionOf(settings: FlywaySettings): FlywayConnection {
  const database = databaseOf(settings.url)
  const stated = parse(settings.url)
  if (database === undefined || stated === undefined) return { url: undefined }
  // JDBC drivers take what stands in the address before what Flyway hands them beside it.
  const user = stated.searchParams.get('user') ?? settings.user ?? decodeURIComponent(stated.username)
  const password = stated.searchParams.get('password') ?? settings.password ?? decodeURIComponent(stated.password)
  const url = new URL(`${database}://${stated.host}${stated.pathname}`)
  url.username = encodeURIComponent(user)
  url.password = encodeURIComponent(password)
  if (database === 'mysql') {
    if (settings.schema !== undefined) url.pathname = encodeURIComponent(settings.schema)
    return { url: url.href, ...(wantsTls(stated.searchParams) ? { ssl: true } : {}) }
  }
  const path = settings.schema ?? stated.searchParams.get('currentSchema')
  if (path !== null && path !== undefined) {
    const rest = settings.schema === undefined ? [] : ['"$user"', 'public']
    const names = [...(settings.schema === undefined ? path.split(',') : [`"${path.replaceAll('"', '""')}"`]), ...rest]
    url.searchParams.set('options', `-csearch_path=${names.join(',')}`)
  }
  // What `ssl=true` alone means to the JDBC driver.
  const mode = stated.searchParams.get('sslmode') ?? (stated.searchParams.get('ssl') === 'true' ? 'verify-full' : null)
  if (mode !== null) url.searchParams.set('sslmode', mode)
  return { url: url.href }
}

function wantsTls(parameters: URLSearchParams): boolean {
  const mode = parameters.get('sslMode')?.toLowerCase() ?? ''
  return (
    ['useSSL', 'requireSSL'].some((name) => parameters.get(name) === 'true') ||
    !['', 'disable', 'disabled', 'preferred'].includes(mode)
  )
}

function parse(url: string | undefined): URL | undefined {
  const text = (url ?? '').replace(/^jdbc:/, '')
  // Several hosts, and names without a host, are addresses of JDBC only.
  const whole = /^\w+:\/\//.test(text) ? text : text.replace(/^(\w+):/, '$1://localhost/')
  return URL.canParse(whole) ? new URL(whole) : undefined
}
