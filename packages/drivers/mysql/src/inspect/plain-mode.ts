import type { Query } from '../query.ts'
import { quoted } from './read-program.ts'

/** Modes under which SHOW CREATE writes another language, or leaves things out. */
const foreign = /ANSI|ORACLE|MSSQL|DB2|POSTGRESQL|MAXDB|MYSQL323|MYSQL40|NO_BACKSLASH_ESCAPES|NO_\w+_OPTIONS/

/** Whether SHOW CREATE writes plain MySQL under a `sql_mode`. */
export const isPlain = (mode: string): boolean => !foreign.test(mode)

/** Runs `work` while SHOW CREATE writes plain MySQL, with every name quoted; leaves the session as it was. */
export async function inPlainMode<T>(query: Query, work: () => Promise<T>): Promise<T> {
  const [row] = await query('SELECT @@SESSION.sql_mode AS mode, @@SESSION.sql_quote_show_create AS quoting')
  const mode = String(row?.['mode'])
  if (isPlain(mode) && Number(row?.['quoting']) === 1) return work()
  await query("SET SESSION sql_mode = '', SESSION sql_quote_show_create = 1")
  try {
    return await work()
  } finally {
    await query(`SET SESSION sql_mode = ${quoted(mode)}, SESSION sql_quote_show_create = ${Number(row?.['quoting'])}`)
  }
}
