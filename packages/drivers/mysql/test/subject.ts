import { freshDatabase, sharedMariadb, sharedMysql } from '@slipway/testkit'
import type { Subject } from '@slipway/testkit/conformance'
import type { Driver } from '@slipway/core/plugin'
import { mysql } from '../src/index.ts'
import { mysqlSpecimens } from './specimens.ts'

/** Slipway's own tables of this database alone, so that nothing is there before somebody prepares it. */
const storeOf = (url: string): string => `${new URL(url).pathname.slice(1)}_slipway`

export const openDriver = (url: string): Driver => mysql({ url, store: storeOf(url) })

const subject = (
  name: string,
  flavor: 'mysql' | 'mariadb',
  server: () => Promise<{ readonly url: string }>,
): Subject => ({
  name,
  module: import.meta.url,
  claims: {
    transactions: true,
    rivals: true,
    sessions: true,
    evicts: true,
    cancel: true,
    statementTimeout: flavor === 'mariadb',
    lockTimeout: true,
  },
  async fresh() {
    const { url, drop } = await freshDatabase(await server())
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
      async drop() {
        const session = await openDriver(url).connect()
        await session.execute({ text: `DROP DATABASE IF EXISTS ${storeOf(url)}` }).finally(() => session.close())
        await drop()
      },
    }
  },
  specimens: mysqlSpecimens(flavor),
})

/** What the conformance suite needs to judge this driver on MySQL. */
export const mysqlSubject: Subject = subject('MySQL 8.0', 'mysql', () => sharedMysql('8.0'))

/** And on MariaDB. */
export const mariadbSubject: Subject = subject('MariaDB 10.11', 'mariadb', () => sharedMariadb('10.11'))
