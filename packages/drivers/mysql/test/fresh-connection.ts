import type { Row, ServerFacts } from '@slipway/core/plugin'
import { freshDatabase, sharedMariadb, sharedMysql } from '@slipway/testkit'
import { createConnection, type Connection } from 'mysql2/promise'
import { syntaxOf, type Flavor, type Syntax } from '../src/dialect/syntax.ts'
import type { Query } from '../src/query.ts'

/** A database of its own on one of the servers, with a connection to it. */
export interface FreshConnection {
  readonly flavor: Flavor
  readonly server: ServerFacts
  readonly syntax: Syntax
  readonly database: string
  readonly url: string
  readonly query: Query
  /** Runs statements one after the other; an error says which. */
  run(...statements: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** The servers that are held to the same. */
export const flavors: readonly Flavor[] = ['mysql', 'mariadb']

export async function freshConnection(flavor: Flavor): Promise<FreshConnection> {
  const shared = flavor === 'mysql' ? await sharedMysql('8.0') : await sharedMariadb('10.11')
  const database = await freshDatabase(shared)
  const connection: Connection = await createConnection({ uri: database.url, charset: 'utf8mb4_bin' })
  const query: Query = async (text, params) => {
    const [rows] = await connection.query(text, params === undefined ? [] : [...params])
    return Array.isArray(rows) ? (rows as Row[]) : []
  }
  const [row] = await query('SELECT VERSION() AS version, @@sql_mode AS mode')
  const version = String(row?.['version'])
  const [, major = 0, minor = 0, patch = 0] = (/^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
  const versionNumber = major * 10_000 + minor * 100 + patch
  const server: ServerFacts = {
    flavor,
    version,
    versionNumber,
    topology: 'primary',
    pooled: false,
    settings: {},
  }
  return {
    flavor,
    server,
    syntax: syntaxOf(flavor, versionNumber, String(row?.['mode'])),
    database: database.name,
    url: database.url,
    query,
    async run(...statements) {
      for (const text of statements) {
        await query(text).catch((error: Error) => {
          throw new Error(`${error.message}: ${text}`)
        })
      }
    },
    async close() {
      await connection.end()
      await database.drop()
    },
  }
}
