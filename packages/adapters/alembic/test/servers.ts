import { sharedMariadb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import type { Driver } from '@slipway/core/plugin'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'

/** A server that the tests run against. */
export interface Server {
  readonly name: string
  url(): Promise<{ readonly url: string }>
  driver(url: string): Driver
}

const onMysql = { driver: (url: string): Driver => mysql({ url }) }

export const postgresServer: Server = {
  name: 'PostgreSQL 15',
  url: () => sharedPostgres(15),
  driver: (url) => postgres({ url }),
}

export const servers: readonly Server[] = [
  postgresServer,
  { ...onMysql, name: 'MySQL 8.0', url: () => sharedMysql('8.0') },
  { ...onMysql, name: 'MariaDB 10.11', url: () => sharedMariadb('10.11') },
]

/** An address as SQLAlchemy takes it, for the drivers of Python that the tests have. */
export function pythonUrl(url: string): string {
  return url.replace(/^postgres(?:ql)?:/, 'postgresql+psycopg:').replace(/^(?:mysql|mariadb):/, 'mysql+pymysql:')
}
