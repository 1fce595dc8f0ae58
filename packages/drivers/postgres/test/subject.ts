import { freshDatabase, sharedPostgres, type PostgresVersion } from '@slipway/testkit'
import { postgresSpecimens, type Subject } from '@slipway/testkit/conformance'
import type { Driver } from '@slipway/core/plugin'
import { postgres } from '../src/index.ts'

export const openDriver = (url: string): Driver => postgres({ url })

/** What the conformance suite needs to judge this driver on a version of PostgreSQL. */
export function postgresSubject(version: PostgresVersion): Subject {
  return {
    name: `PostgreSQL ${version}`,
    module: import.meta.url,
    claims: {
      transactions: true,
      rivals: true,
      sessions: true,
      evicts: true,
      cancel: true,
      statementTimeout: true,
      lockTimeout: true,
    },
    async fresh() {
      const { url, drop } = await freshDatabase(await sharedPostgres(version))
      const { hostname, port } = new URL(url)
      return {
        driver: openDriver(url),
        secondDriver: openDriver(url),
        url,
        tcp: {
          host: hostname,
          port: Number(port),
          at(through) {
            const proxied = new URL(url)
            proxied.hostname = '127.0.0.1'
            proxied.port = String(through)
            return openDriver(proxied.href)
          },
        },
        drop,
      }
    },
    specimens: postgresSpecimens,
  }
}
