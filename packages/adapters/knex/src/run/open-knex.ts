import { SlipwayError } from '@slipway/core'
import { ownStatement } from '@slipway/core/adapter'
import type { Dialect, Session } from '@slipway/core/plugin'
import type { KnexClient, KnexInstance } from '../project/knex-module.ts'
import type { MigrationSettings } from '../project/settings.ts'
import { redacting } from '../record/secrets-of.ts'
import { sessionConnections, type SessionConnections } from './session-connection.ts'
import { speakMysql } from './speak-mysql.ts'
import { speakPostgres } from './speak-postgres.ts'

/** The project's knex, speaking through a session. */
export interface OpenKnex {
  readonly db: KnexInstance
  readonly connections: SessionConnections
  /** Takes secrets out of what is told of it. */
  readonly redact: (text: string) => string
}

/** What an instance is opened over. */
export interface OpenKnexParts {
  readonly settings: MigrationSettings
  readonly session: Session
  readonly dialect: Dialect
  /** The session is a transaction's. */
  readonly inside: boolean
}

interface Client extends KnexClient {
  readonly driver?: unknown
  isMariaDB?: boolean
  connectionSettings: Record<string, unknown>
  searchPath?: string | readonly string[]
}

/**
 * Makes an instance of the project's own knex that has no pool: every query it compiles goes through the session, and is
 * journalled, marked and bounded like any other.
 */
export async function openKnex({ settings, session: given, dialect, inside }: OpenKnexParts): Promise<OpenKnex> {
  const redact = redacting(settings)
  const session = withoutSecrets(given, redact)
  const { connectionPool: _pool, ...config } = settings.config
  const db = settings.knex.create({
    ...config,
    connection: config['connection'] ?? {},
    pool: { min: 0, max: 0 },
    // Tells which line of a migration a failed query was asked on.
    asyncStackTraces: true,
    // Errors would repeat the bindings, which are values of rows.
    compileSqlOnError: false,
  })
  const client = db.client as Client
  const isPostgres = settings.dialect === 'postgres'
  const speech = isPostgres
    ? speakPostgres(client.driver)
    : speakMysql(client.driver, client.connectionSettings, settings.knex.folder)
  const path = isPostgres ? searchPathOf(settings) : []
  const setting = (scope: string): string =>
    `SET ${scope}search_path TO ${path.map((name) => dialect.quote(name)).join(',')}`
  if (path.length > 0 && inside) await session.execute({ text: ownStatement(setting('LOCAL ')) })
  const connections = sessionConnections({
    session,
    dialect,
    speech,
    inside,
    settings: path.length === 0 ? [] : [setting('')],
  })
  client.version ??= session.server.version
  if (!isPostgres) {
    client.isMariaDB = session.server.flavor === 'mariadb'
    // The target's database, which need not be that of the environment.
    const { rows } = await session.execute({ text: ownStatement('SELECT DATABASE() AS name') })
    client.connectionSettings = { ...client.connectionSettings, database: rows[0]?.['name'] }
  }
  client.acquireConnection = async () => connections.acquire()
  client.releaseConnection = async () => undefined
  client.acquireRawConnection = async () => {
    throw new SlipwayError('SW-UNSUPPORTED', 'a timeout with { cancel: true } takes a connection of its own', {
      hint: '.timeout(1000)   without { cancel: true }; how long a statement may take stands in the plan',
    })
  }
  refuseMigrate(db)
  return { db, connections, redact }
}

/** Code may put a secret into a statement: it is sent, and nowhere written down. */
function withoutSecrets(session: Session, redact: (text: string) => string): Session {
  return {
    ...session,
    execute: (statement, options) => {
      const shown = redact(statement.text)
      return session.execute(shown === statement.text ? statement : { ...statement, shown }, options)
    },
  }
}

/** `searchPath` of the environment, as knex sets it on every connection. */
export function searchPathOf({ config }: MigrationSettings): readonly string[] {
  const path = config['searchPath']
  if (typeof path === 'string' && path !== '') return [path]
  return Array.isArray(path) ? path.filter((name): name is string => typeof name === 'string') : []
}

/** A transaction's `migrate` reads these settings before it does anything, an instance's copies them. */
function refuseMigrate(db: KnexInstance): void {
  const refuse = (): never => {
    throw new SlipwayError(
      'SW-CODE-FAILED',
      'it calls knex.migrate, and it is Slipway that migrates now: the history would change behind its back',
      { hint: 'Import what the other migration does, and call that' },
    )
  }
  Object.defineProperty(db, 'migrate', { get: refuse })
  Object.defineProperty(db.client.config, 'migrations', { get: refuse, enumerable: false })
}
