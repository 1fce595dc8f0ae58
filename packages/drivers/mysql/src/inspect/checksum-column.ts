import { inBackticks } from '../dialect/names/quote-identifier.ts'

/** A column whose values are summed up. */
export interface SummedColumn {
  readonly name: string
  /** The bare type, in lower case: `varchar`. */
  readonly type: string
}

const bytes = /^(?:binary|varbinary|(?:tiny|medium|long)?blob|bit|geometry|.*point|.*linestring|.*polygon|geom\w*)$/
const words = /^(?:char|varchar|(?:tiny|medium|long)?text|enum|set|json)$/

/**
 * The value of a column as text that depends neither on its charset, nor on the session's time zone, nor on how a float is
 * rounded for people. What may be long is hashed by itself, so that no row outgrows `max_allowed_packet`. NULL is `N`,
 * which no value is: a text is a hash, and everything else begins otherwise.
 */
export function summedValue({ name, type }: SummedColumn): string {
  const column = inBackticks(name)
  if (bytes.test(type)) return `IFNULL(SHA1(HEX(${column})), 'N')`
  if (words.test(type)) return `IFNULL(SHA1(CAST(CONVERT(${column} USING utf8mb4) AS BINARY)), 'N')`
  if (type === 'float' || type === 'double') return `IFNULL(CAST(${column} + 0e0 AS CHAR), 'N')`
  if (type === 'timestamp') return `IFNULL(CAST(UNIX_TIMESTAMP(${column}) AS CHAR), 'N')`
  return `IFNULL(CAST(${column} AS CHAR), 'N')`
}
