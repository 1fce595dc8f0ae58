import { describe, test } from 'vitest'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedMariadb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { bridgeChecks, type BridgeSubject } from '@slipway/testkit/plugins'
import { postgresDialect } from '@slipway/dialect-postgres'
import type { Adapter } from '@slipway/core/plugin'
import { flyway } from '../../src/index.ts'
import { folder } from '../folder.ts'
import { servers, type Server } from './flyway-place.ts'

const cwd = folder({
  'flyway/V1__a.sql': 'CREATE TABLE a (i int)',
  'flyway/V2__b.sql': 'CREATE TABLE b (i int)',
})

const adapters: Readonly<Record<string, Adapter>> = {
  flyway: flyway({ cwd, env: {}, locations: 'filesystem:flyway' }),
}

function subject(server: Server, adapter: Adapter): BridgeSubject {
  const { bridge } = adapter
  if (bridge === undefined) throw new Error('it has no bridge')
  const isPostgres = server === 'PostgreSQL'
  return {
    bridge: () => bridge,
    migrations: async () => adapter.load({ cwd, dialect: await postgresDialect() }),
    async open() {
      const shared = isPostgres ? sharedPostgres(16) : server === 'MySQL' ? sharedMysql('8.0') : sharedMariadb('10.11')
      const database = await freshDatabase(await shared)
      const { url } = database
      return { driver: isPostgres ? postgres({ url }) : mysql({ url }), drop: async () => database.drop() }
    },
  }
}

describe.each(servers)('on %s the bridge to', (server) => {
  describe.each(Object.keys(adapters))('%s', (name) => {
    const adapter = adapters[name]
    for (const { id, title, run } of adapter === undefined ? [] : bridgeChecks(subject(server, adapter)))
      test(`${id}: ${title}`, run)
  })
})
