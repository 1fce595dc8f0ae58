import { SlipwayError, takeTurns } from '@slipway/core'
import type { Session } from '@slipway/core/plugin'
import { addressOf } from './address.ts'
import { clientConfig, type Reachable } from './client-config.ts'
import { syntaxOf } from './dialect/syntax.ts'
import { asFailure } from './failure.ts'
import { openWire } from './mysql-wire.ts'
import type { MysqlOptions } from './options.ts'
import { askFacts, sessionLock } from './session/facts.ts'
import { pinState } from './session/session-state.ts'
import { mysqlSession } from './session/session.ts'
import type { Send } from './store/place.ts'
import type { Store } from './store/prepare.ts'

/** What the driver knows for all its sessions. */
export interface Target {
  readonly options: MysqlOptions
  readonly store: Store
}

/** A session, and what stands behind it. */
export interface OpenedSession {
  readonly session: Session
  readonly reachable: Reachable
  /** The `sql_mode` that it has. */
  readonly sqlMode: string
}

async function interruptBy(target: Target, reachable: Reachable, id: string): Promise<void> {
  const other = await openWire(reachable, addressOf(target.options))
  try {
    await other.query(`KILL QUERY ${id}`)
  } finally {
    await other.end()
  }
}

/**
 * Opens a session: connects, asks for the facts, takes the lock that stands for the session, and pins its state.
 *
 * @throws SW-CONNECT and its kin, SW-UNSUPPORTED for a server that is too old.
 */
export async function openSession(target: Target, application: string, project?: string): Promise<OpenedSession> {
  const { options, store } = target
  const reachable = await clientConfig(options, application)
  const wire = await openWire(reachable, addressOf(options))
  try {
    const send: Send = async (text, params = []) =>
      (await (params.length === 0 ? wire.query(text) : wire.execute(text, params))).rows
    const facts = await askFacts(send, wire.announced)
    const { flavor, server, identity } = facts
    const sqlMode = options.sqlMode ?? server.settings['sql_mode'] ?? ''
    const state = await pinState(send, flavor, sqlMode, sessionLock(identity))
    const session = mysqlSession({
      wire,
      turns: takeTurns(),
      server,
      flavor,
      syntax: syntaxOf(flavor, server.versionNumber, sqlMode),
      identity: server.pooled ? undefined : identity,
      state,
      packet: facts.packet,
      sqlMode,
      ...(project === undefined ? {} : { project }),
      tables: async (self) => (await store.place(self)).tables,
      interrupt: () => interruptBy(target, reachable, identity.id),
    })
    return { session, reachable, sqlMode }
  } catch (thrown) {
    const lost = wire.lost()
    await wire.end()
    throw thrown instanceof SlipwayError ? thrown : asFailure(thrown, { lost, redact: wire.redact })
  }
}
