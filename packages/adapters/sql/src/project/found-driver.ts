import type { FactoryCall } from '@slipway/core/plugin'

/** The driver for what `DATABASE_URL` names; PostgreSQL's where it is not set. */
export function foundDriver(url: string | undefined): FactoryCall {
  const database = /^(?:mysql2?|mariadb):/.test(url ?? '') ? 'mysql' : 'postgres'
  return {
    package: `@slipway/driver-${database}`,
    factory: database,
    options: { url },
    source: '{ url: process.env.DATABASE_URL }',
  }
}
