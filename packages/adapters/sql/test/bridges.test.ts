import { describe, test } from 'vitest'
import { mysql } from '@slipway/driver-mysql'
import { postgres } from '@slipway/driver-postgres'
import { freshDatabase, sharedMariadb, sharedMysql, sharedPostgres } from '@slipway/testkit'
import { bridgeChecks, type BridgeSubject } from '@slipway/testkit/plugins'
import { postgresDialect } from '@slipway/dialect-postgres'
import type { Adapter } from '@slipway/core/plugin'
import { flyway, sql } from '../src/index.ts'
import { folder } from './folder.ts'
import { servers, type Server } from './flyway/flyway-place.ts'

const cwd = folder({
  'flyway/V1__a.sql': 'CREATE TABLE a (i int)',
  'flyway/V2__b.sql': 'CREATE TABLE b (i int)',
  'golang/0001_a.up.sql': 'CREATE TABLE a (i int)',
  'golang/0002_b.up.sql': 'CREATE TABLE b (i int)',
  'goose/0001_a.sql': '-- +goose Up\nCREATE TABLE a (i int)',
  'goose/0002_b.sql': '-- +goose Up\nCREATE TABLE b (i int)',
  'dbmate/20240101_a.sql': '-- migrate:up\nCREATE TABLE a (i int)',
  'dbmate/20240102_b.sql': '-- migrate:up\nCREATE TABLE b (i int)',
  'node/1_a.sql': '-- Up Migration\nCREATE TABLE a (i int)',
  'node/2_b.sql': '-- Up Migration\nCREATE TABLE b (i int)',
})

const adapters: Readonly<Record<string, Adapter>> = {
  flyway: flyway({ cwd, env: {}, locations: 'filesystem:flyway' }),
  'golang-migrate': sql({ locations: 'golang', style: 'golang-migrate', history: true }),
  goose: sql({ locations: 'goose', style: 'goose', history: { table: 'Odd versions' } }),
  dbmate: sql({ locations: 'dbmate', style: 'dbmate', history: true }),
  'node-pg-migrate': sql({ locations: 'node', style: 'node-pg-migrate', history: true }),
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
  // One has no table on MySQL at all, and to the others MariaDB is MySQL.
  const names = Object.keys(adapters).filter((name) => server === 'PostgreSQL' || name !== 'node-pg-migrate')
  describe.each(server === 'MariaDB' ? ['flyway'] : names)('%s', (name) => {
    const adapter = adapters[name]
    for (const { id, title, run } of adapter === undefined ? [] : bridgeChecks(subject(server, adapter)))
      test(`${id}: ${title}`, run)
  })
})
