import type { Session } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { membersOf } from './connect/facts.ts'
import { insideOf } from './session/inside.ts'

/**
 * The server's and database's own identity. A replica set is the set of its members, under the names that they have for one
 * another, which is the same from wherever it is asked and needs no privilege.
 */
export async function identify(session: Session): Promise<{ readonly server: string; readonly database: string }> {
  const { command, db } = insideOf(session)
  const hello = await command('admin', { hello: 1 })
  const database = db.databaseName
  if (hello['setName'] !== undefined)
    return { server: `${String(hello['setName'])}/${membersOf(hello).join(',')}`, database }
  const plan = await command(database, { explain: { find: 'slipway', filter: {} }, verbosity: 'queryPlanner' })
  const { host, port } = (plan['serverInfo'] as Document | undefined) ?? {}
  return { server: `${String(host)}:${String(port)}`, database }
}
