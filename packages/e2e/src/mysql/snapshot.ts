import type { Snapshot } from '../snapshot.ts'
import { mysqlConnection } from './query.ts'

const kinds: readonly (readonly [what: string, list: string])[] = [
  [
    'TABLE',
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'",
  ],
  ['VIEW', 'SELECT TABLE_NAME AS name FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()'],
  ['TRIGGER', 'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()'],
  [
    'PROCEDURE',
    "SELECT ROUTINE_NAME AS name FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'PROCEDURE'",
  ],
]

/** Reads a {@link Snapshot} of a MySQL or MariaDB database. Shares no code with Slipway. */
export async function mysqlSnapshot(url: string): Promise<Snapshot> {
  await using client = await mysqlConnection(url)
  const lines: string[] = []
  for (const [what, list] of kinds) {
    for (const { name } of await client.rows(list)) {
      if (String(name).startsWith('slipway_')) continue
      const [row] = await client.rows(`SHOW CREATE ${what} \`${String(name)}\``)
      // The counter is data, and its value is the server's own affair.
      const text = Object.entries(row ?? {}).find(
        ([column]) => column.startsWith('Create ') || column === 'SQL Original Statement',
      )
      lines.push(`${what} ${String(name)} ${String(text?.[1]).replace(/ AUTO_INCREMENT=\d+/, '')}`)
      if (what !== 'TABLE') continue
      for (const found of await client.rows(`SELECT * FROM \`${String(name)}\``)) {
        lines.push(`row ${String(name)} ${JSON.stringify(found)}`)
      }
    }
  }
  return lines.sort()
}

/** The journal of the connected database as it stands, wherever it is kept: what a command that changes nothing must leave. */
export async function mysqlJournalRows(url: string): Promise<readonly string[]> {
  await using client = await mysqlConnection(url)
  const tables = await client.rows(
    "SELECT CONCAT('`', TABLE_SCHEMA, '`.`', TABLE_NAME, '`') AS name FROM information_schema.TABLES " +
      "WHERE TABLE_NAME IN ('journal', 'slipway_journal') AND TABLE_SCHEMA IN ('slipway', DATABASE())",
  )
  const rows: string[] = []
  for (const { name } of tables) {
    const found = await client.rows(`SELECT * FROM ${String(name)} WHERE db = DATABASE() ORDER BY seq`)
    rows.push(...found.map((row) => JSON.stringify(row)))
  }
  return rows
}
