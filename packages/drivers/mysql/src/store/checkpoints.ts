import { sha256 } from '@slipway/core'
import type { Checkpoints, Json, Session } from '@slipway/core/plugin'
import type { Store } from './prepare.ts'

/** Progress of the steps of one project. A key can be longer than an index takes: its SHA-256 stands for it. */
export function sqlCheckpoints(session: Session, project: string, store: Store): Checkpoints {
  return {
    async read(key) {
      const { tables, existing } = await store.place(session)
      if (!existing.has('checkpoint')) return undefined
      const text = `SELECT value FROM ${tables.checkpoint} WHERE db = ? AND project = ? AND name = ?`
      const { rows } = await session.execute({ text, params: [tables.database, project, sha256(key)] })
      return rows[0] === undefined ? undefined : (JSON.parse(String(rows[0]['value'])) as Json)
    },
    async write(transaction, key, value) {
      const { tables } = await store.place(session)
      const text = `REPLACE INTO ${tables.checkpoint} (db, project, name, value, at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))`
      await transaction.execute({ text, params: [tables.database, project, sha256(key), JSON.stringify(value)] })
    },
    async clear(key) {
      const { tables } = await store.place(session)
      const text = `DELETE FROM ${tables.checkpoint} WHERE db = ? AND project = ? AND name = ?`
      await session.execute({ text, params: [tables.database, project, sha256(key)] })
    },
  }
}
