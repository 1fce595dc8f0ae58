import type { ClientSession, Db, Document, MongoClient } from 'mongodb'
import { SlipwayError } from '@slipway/core'
import type { Location, Session } from '@slipway/core/plugin'
import type { Store } from '../store/store.ts'

/** What stands behind a session, for the driver's own reads and writes. */
export interface Inside {
  readonly client: MongoClient
  readonly db: Db
  readonly store: Store
  /** Stands in the name by which the server shows our connections. */
  readonly id: string
  /** Whose lease this session holds. */
  readonly project?: string
  /** `user@database`, for each who is logged in. */
  readonly users: readonly string[]
  /** Whether the server has transactions at all. */
  readonly transactions: boolean
  /** Present in a transaction's session. */
  readonly transaction?: ClientSession
  redact(text: string): string
  /** Runs one command and answers its document. Throws `SlipwayError`s. */
  command(database: string, document: Document, session?: ClientSession, at?: Location): Promise<Document>
  /** Connects to one member of the replica set alone, by its `host:port`. */
  member(host: string): Promise<MongoClient>
  /** Every other member that bears data. */
  readonly others: readonly string[]
}

const key: unique symbol = Symbol('what stands behind a session')

/** Puts it into a session; copies of the session made with a spread keep it. */
export function withInside<T extends Session>(session: T, inside: Inside): T {
  return { ...session, [key]: inside }
}

/**
 * What stands behind a session of this driver.
 *
 * @throws SW-INTERNAL for a session of another driver.
 */
export function insideOf(session: Session): Inside {
  const found = (session as Session & { readonly [key]?: Inside })[key]
  if (found === undefined) throw new SlipwayError('SW-INTERNAL', 'The session belongs to another driver')
  return found
}
