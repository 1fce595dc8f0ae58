import { BSON, Double, Int32, Long, Timestamp } from 'mongodb'

/** A value as Extended JSON on one line, its types kept. What is `undefined` in a document is left out. */
export function print(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number') return printNumber(value)
  if (typeof value === 'bigint') return print(Long.fromBigInt(value))
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (value instanceof Int32) return String(value.value)
  if (value instanceof Double) return printNumber(value.value).replace(/^-?\d+$/, '$&.0')
  if (isLong(value) && isPlain(value)) return value.toString()
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`
  if (value instanceof Date || value instanceof RegExp || '_bsontype' in (value as object)) return printLeaf(value)
  const entries = Object.entries(value as object).filter(([, entry]) => entry !== undefined)
  if (entries.length === 0) return '{}'
  return `{ ${entries.map(([key, entry]) => `${JSON.stringify(key)}: ${print(entry)}`).join(', ')} }`
}

/** A timestamp is built on a 64-bit integer, and is none. */
function isLong(value: unknown): value is Long {
  return value instanceof Long && !(value instanceof Timestamp)
}

/** Read again, it is a 64-bit integer of itself. */
function isPlain(value: Long): boolean {
  return !(value.greaterThanOrEqual(-(2 ** 31)) && value.lessThan(2 ** 31))
}

function printNumber(value: number): string {
  if (!Number.isFinite(value)) return `{ "$numberDouble": "${value}" }`
  return Object.is(value, -0) ? '-0.0' : String(value)
}

function printLeaf(value: unknown): string {
  const relaxed = value instanceof Date
  const leaf = BSON.EJSON.serialize({ leaf: value }, { relaxed })['leaf'] as unknown
  return printPlain(leaf)
}

function printPlain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${printPlain(entry)}`)
    .join(', ')} }`
}

/** The same value with numbers by what they are worth: the server compares 1 and 1.0 as equal, and so do definitions. */
export function plain(value: unknown): unknown {
  if (value instanceof Int32 || value instanceof Double) return value.value
  if (isLong(value)) return Number.isSafeInteger(value.toNumber()) ? value.toNumber() : value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date || value instanceof RegExp || '_bsontype' in value) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]))
}
