import type { Json } from '@slipway/core/plugin'

/** How the client writes a value into a text. */
export type Format = (sql: string, values: readonly unknown[], stringifyObjects: boolean, timezone: string) => string

/** A statement of rows: its values are kept apart from its text, which the journal keeps. */
const ofRows = /^(?:\s|\(|--[^\n]*\n|\/\*[^]*?\*\/)*(?:select|insert|update|delete|replace|with|call|do|values)\b/i

/**
 * Writes a query of the client, whose values it puts into the text itself, for a server that gets them apart. Where a value
 * has no form of its own as a parameter, it is written as the client does: a `LIMIT`, `true`, an object, and everything in
 * statements that are not about rows.
 */
export function mysqlStatement(
  sql: string,
  values: readonly unknown[],
  format: Format,
  timezone: string,
): { readonly text: string; readonly params: readonly Json[] } {
  const params: Json[] = []
  const inText = (value: unknown): string => format('?', [value], false, timezone)
  const isOfRows = ofRows.test(sql)
  let next = 0
  const text = sql.replace(/\?/g, (mark, offset: number) => {
    if (next >= values.length) return mark
    const value = values[next]
    next += 1
    if (!isOfRows || (typeof value === 'number' && /\b(?:limit|offset)\s+$/i.test(sql.slice(0, offset)))) {
      return inText(value)
    }
    if (value === null || value === undefined || typeof value === 'string') {
      params.push(value ?? null)
      return '?'
    }
    if (value instanceof Date) {
      params.push(Number.isNaN(value.getTime()) ? null : inText(value).replace(/^'|'$/g, ''))
      return '?'
    }
    if (Buffer.isBuffer(value)) {
      params.push(value.toString('hex'))
      return 'UNHEX(?)'
    }
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) {
      // A parameter goes as text; code may make JSON of it, or compare texts with it.
      params.push(String(value))
      return 'CAST(? AS SIGNED)'
    }
    if (typeof value === 'number') {
      params.push(String(value))
      return '?'
    }
    return inText(value)
  })
  return { text, params }
}
