import { columnTypes } from './column-types.ts'
import type { Connection } from './connection.ts'

const refuse = (sql: string): never => {
  throw new Error(`There is no database to ask: ${sql}`)
}

/**
 * Stands where no database is: answers the one question that the engine asks before it compares two schema files, which
 * server it speaks to, and refuses every other.
 */
export const noDatabase: Connection = {
  async queryRaw({ sql }) {
    if (!sql.includes('server_version_num')) return refuse(sql)
    const types = await columnTypes()
    return {
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [types.Boolean, types.Text, types.Int32],
      rows: [[true, 'PostgreSQL 15.0', 150_000]],
    }
  },
  executeRaw: async ({ sql }) => refuse(sql),
}
