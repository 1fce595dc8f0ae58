import { SlipwayError } from '@slipway/core'

const strict = /\b(?:STRICT_TRANS_TABLES|STRICT_ALL_TABLES|TRADITIONAL)\b/
const lexical = /\b(?:ANSI_QUOTES|NO_BACKSLASH_ESCAPES|ANSI|ORACLE|MSSQL|DB2|POSTGRESQL|MAXDB)\b/

const stated = 'The mode of our own sessions can be stated, in slipway.config.ts'

/**
 * Refuses to write under a `sql_mode` that cuts values to size in silence, and under one that reads the files differently
 * than they were cut, unless it is stated.
 *
 * @throws SW-UNSUPPORTED
 */
export function refuseMode(sqlMode: string, isStated: boolean): void {
  const mode = sqlMode.toUpperCase()
  if (!strict.test(mode)) {
    throw new SlipwayError(
      'SW-UNSUPPORTED',
      `The server's sql_mode is not strict: values that do not fit would be changed without an error. Nothing was changed. (sql_mode is '${sqlMode}')`,
      {
        hint:
          `SET GLOBAL sql_mode = '${['STRICT_TRANS_TABLES', ...(sqlMode === '' ? [] : [sqlMode])].join(',')}';\n` +
          `${stated}:\n  mysql({ url: …, sqlMode: 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION' })`,
      },
    )
  }
  const foreign = isStated ? null : lexical.exec(mode)
  if (foreign === null) return
  throw new SlipwayError(
    'SW-UNSUPPORTED',
    `The server's sql_mode has ${foreign[0]}, under which quotes and escapes mean something else. Nothing was changed.`,
    { hint: `${stated}, so that files are read the same way:\n  mysql({ url: …, sqlMode: '${sqlMode}' })` },
  )
}
