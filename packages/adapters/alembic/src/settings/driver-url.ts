/** The databases that Slipway's drivers know, by what SQLAlchemy calls them. */
const schemes: Readonly<Record<string, string>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
}

/** A SQLAlchemy address, split where the driver's name stands. */
export interface DriverUrl {
  readonly dialect: 'postgres' | 'mysql'
  readonly url: string
}

/**
 * `postgresql+psycopg2://user@host/shop` as Slipway's drivers take it: without the name of the Python driver and without
 * parameters, which are that driver's own, but for `sslmode`. `undefined` for another database.
 */
export function driverUrl(url: string): DriverUrl | undefined {
  const [, name = '', rest = ''] = /^([a-z]+)(?:\+\w+)?:\/\/(.*)$/s.exec(url) ?? []
  const scheme = schemes[name]
  if (scheme === undefined) return undefined
  const [address = '', query = ''] = rest.split('?', 2)
  const mode = new URLSearchParams(query).get('sslmode')
  const kept = mode === null || scheme === 'mysql' ? '' : `?sslmode=${mode}`
  return { dialect: scheme === 'mysql' ? 'mysql' : 'postgres', url: `${scheme}://${address}${kept}` }
}

/** Which address counts: that of the configuration, unless only the other one is of a database that Slipway has a driver for. */
export function chooseUrl(literal: string | undefined, variable: string | undefined): string | undefined {
  const urls = [literal, variable].filter((url) => url !== undefined && url !== '')
  return urls.find((url) => url !== undefined && driverUrl(url) !== undefined) ?? urls[0]
}
