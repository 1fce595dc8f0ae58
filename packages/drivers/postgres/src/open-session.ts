import { SlipwayError, takeTurns } from '@slipway/core'
import type { Session } from '@slipway/core/plugin'
import {
  asFailure,
  factsQuery,
  sqlSession,
  toFacts,
  type SessionFacts,
  type Tables,
} from '@slipway/dialect-postgres/store'
import { addressOf } from './address.ts'
import { clientConfig, type Reachable } from './client-config.ts'
import { isPooled } from './is-pooled.ts'
import type { PostgresOptions } from './options.ts'
import { openWire, type PgWire } from './pg-wire.ts'

/** What the driver knows for all its sessions. */
export interface Target {
  readonly options: PostgresOptions
  readonly tables: Tables
  /** Found out at the first connect. */
  pooled: boolean | undefined
}

/** A session, and what stands behind it. */
export interface OpenedSession {
  readonly session: Session
  readonly reachable: Reachable
  readonly pid: string
}

// Finds a client machine that vanished within half a minute instead of two hours, so that its lease can be taken over.
const keepalives = [
  ['tcp_keepalives_idle', 10],
  ['tcp_keepalives_interval', 5],
  ['tcp_keepalives_count', 3],
] as const
const keepalive = keepalives.map(([name, value]) => `SET ${name} = ${value}`)

// After RESET ALL, a pooler's server connection would answer in the database's own encoding.
const pooledBase = ["SET client_encoding = 'UTF8'"]

/** Sets the same in the message that asks for the facts, where nothing stands between us and the server. */
function keepaliveQuery(wire: PgWire, { pooled }: Target): string {
  const set = keepalives.map(([name, value]) => `pg_catalog.set_config('${name}', '${value}', false)`).join(', ')
  if (pooled === false) return `SELECT ${set} WHERE inet_client_port() IS NOT NULL`
  return `SELECT ${set} WHERE pg_backend_pid() = ${wire.announced} AND inet_client_port() = ${wire.localPort ?? 'NULL'}`
}

interface Asked {
  readonly facts: SessionFacts
  /** Whether the server was told to look after a client that vanished. */
  readonly kept: boolean
}

async function ask(wire: PgWire, target: Target): Promise<Asked> {
  const text = target.pooled === true ? factsQuery : `${factsQuery};${keepaliveQuery(wire, target)}`
  try {
    const [found, set] = await wire.script(text)
    const facts = toFacts(found?.rows[0] ?? {}, 'postgres', target.pooled === true)
    return { facts, kept: (set?.rows.length ?? 0) > 0 }
  } catch (thrown) {
    throw asFailure(thrown, { store: target.tables.store, lost: wire.lost(), redact: wire.redact })
  }
}

async function interruptBy(
  target: Target,
  reachable: Reachable,
  wire: PgWire,
  backend: string | undefined,
): Promise<void> {
  // Through a pooler another connection might wait for the very session that is to be canceled.
  if (target.pooled === true || backend === undefined) return wire.cancel()
  const other = await openWire(reachable, addressOf(target.options))
  try {
    await other.query('SELECT pg_cancel_backend($1::integer)', [Number(backend)])
  } finally {
    await other.end()
  }
}

/**
 * Opens a session: connects, asks for the facts in one round trip, and finds out once whether there is a pooler.
 *
 * @throws SW-CONNECT and its kin.
 */
export async function openSession(target: Target, application: string, project?: string): Promise<OpenedSession> {
  const address = addressOf(target.options)
  const reachable = await clientConfig(target.options, application)
  const wire = await openWire(reachable, address)
  try {
    const { facts, kept } = await ask(wire, target)
    target.pooled ??= await isPooled(wire, { pid: facts.identity.id, port: facts.port }, () =>
      openWire(reachable, address),
    )
    const pooled = target.pooled
    const base = pooled ? pooledBase : facts.port === null ? [] : keepalive
    if (!pooled && !kept && base.length > 0) await wire.script(base.join(';'))
    const session = sqlSession({
      wire,
      turns: takeTurns(),
      server: { ...facts.server, pooled },
      identity: pooled ? undefined : facts.identity,
      tables: target.tables,
      ...(project === undefined ? {} : { project }),
      pipelines: true,
      base,
      interrupt: (backend) => interruptBy(target, reachable, wire, backend),
      close: () => wire.end(),
    })
    return { session, reachable, pid: facts.identity.id }
  } catch (thrown) {
    await wire.end()
    throw thrown instanceof SlipwayError
      ? thrown
      : asFailure(thrown, { store: target.tables.store, lost: wire.lost(), redact: wire.redact })
  }
}
