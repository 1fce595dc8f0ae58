import type { Checkpoints, Json, Session } from '@slipway/core/plugin'
import type { Tables } from './tables.ts'
import { existingTables } from './tables.ts'

/** Progress of the steps of one project. */
export function sqlCheckpoints(session: Session, project: string, tables: Tables): Checkpoints {
  return {
    async read(key) {
      const { rows: found } = await session.execute({ text: existingTables(tables) })
      if (found[0]?.['checkpoint'] !== true) return undefined
      const text = `SELECT value::text AS value FROM ${tables.checkpoint} WHERE project = $1 AND key = $2`
      const { rows } = await session.execute({ text, params: [project, key] })
      return rows[0] === undefined ? undefined : (JSON.parse(String(rows[0]['value'])) as Json)
    },
    async write(transaction, key, value) {
      const text =
        `INSERT INTO ${tables.checkpoint} (project, key, value) VALUES ($1, $2, $3::json) ` +
        'ON CONFLICT (project, key) DO UPDATE SET value = EXCLUDED.value, at = clock_timestamp()'
      await transaction.execute({ text, params: [project, key, JSON.stringify(value)] })
    },
    async clear(key) {
      const text = `DELETE FROM ${tables.checkpoint} WHERE project = $1 AND key = $2`
      await session.execute({ text, params: [project, key] })
    },
  }
}
