import { SlipwayError } from '@slipway/core'

const strict = /\b(?:STRICT_TRANS_TABLES|STRICT_ALL_TABLES|TRADITIONAL)\b/
const foreign = /\b(?:ORACLE|MSSQL|DB2|POSTGRESQL|MAXDB)\b/

const stated = 'The mode of our own sessions can be stated, in slipway.config.ts'

/**
 * Refuses to write under a `sql_mode` that changes values that do not fit in silence, and under one that speaks another
 * language than the files are read in.
 *
 * @throws SW-UNSUPPORTED
 */
export function refuseMode(sqlMode: string): void {
  const mode = sqlMode.toUpperCase()
  const other = foreign.exec(mode)?.[0]
  if (strict.test(mode) && other === undefined) return
  const why =
    other === undefined
      ? 'is not strict: values that do not fit would be changed without an error'
      : `has ${other}, whose language Slipway does not read`
  const rest = sqlMode.split(',').filter((one) => one !== '' && one.toUpperCase() !== other)
  const wanted = [...new Set(['STRICT_TRANS_TABLES', ...rest])].join(',')
  throw new SlipwayError('SW-UNSUPPORTED', `The server's sql_mode ${why}. Nothing was changed. (It is '${sqlMode}'.)`, {
    hint: `SET GLOBAL sql_mode = '${wanted}';\n${stated}:\n  mysql({ url: …, sqlMode: '${wanted}' })`,
  })
}
