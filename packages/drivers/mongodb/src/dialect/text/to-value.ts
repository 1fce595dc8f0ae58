import { BSON, Double, Int32, Long } from 'mongodb'
import type { Document } from 'mongodb'
import type { Node, ObjectNode } from './node.ts'
import { syntaxError, type Source } from './syntax-error.ts'

/** What stands behind each word of Extended JSON, for the message when it does not. */
const wrappers: Readonly<Record<string, { readonly test: (value: unknown) => boolean; readonly expected: string }>> = {
  $oid: { test: text(/^[0-9a-fA-F]{24}$/), expected: '24 hexadecimal digits' },
  $numberInt: { test: within(-(2n ** 31n), 2n ** 31n - 1n), expected: 'a string with a 32-bit integer: "42"' },
  $numberLong: { test: within(-(2n ** 63n), 2n ** 63n - 1n), expected: 'a string with a 64-bit integer: "42"' },
  $numberDouble: {
    test: text(/^(?:-?Infinity|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/),
    expected: 'a string with a number: "1.5", "NaN", "Infinity"',
  },
  $numberDecimal: {
    test: text(/^[+-]?(?:Infinity|NaN|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/i),
    expected: 'a string with a decimal number: "9.99"',
  },
  $date: {
    test: (value) => isDate(value) || wraps(value, '$numberLong') || wraps(value, '$numberInt'),
    expected: 'a date as ISO 8601, "2026-01-31T12:00:00Z", or { "$numberLong": "milliseconds" }',
  },
  $binary: {
    test: (value) => has(value, 'base64', /^[A-Za-z0-9+/]*={0,2}$/) && has(value, 'subType', /^[0-9a-fA-F]{1,2}$/),
    expected: '{ "base64": "…", "subType": "00" }',
  },
  $uuid: { test: text(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i), expected: 'a UUID with its dashes' },
  $regularExpression: {
    test: (value) => has(value, 'pattern', /^[^]*$/) && has(value, 'options', /^[a-z]*$/),
    expected: '{ "pattern": "…", "options": "" }',
  },
  $timestamp: { test: isTimestamp, expected: '{ "t": seconds, "i": counter }' },
  $minKey: { test: (value) => value === 1, expected: '1' },
  $maxKey: { test: (value) => value === 1, expected: '1' },
  $symbol: { test: text(/^[^]*$/), expected: 'a string' },
}

/**
 * The BSON value of a text, its types kept: `1` is an int, `1.0` a double. Canonical and relaxed Extended JSON v2 are read
 * alike; `$regex` stays the query operator that it is. Throws `SW-SYNTAX`.
 */
export function toValue(source: Source, node: Node): unknown {
  switch (node.kind) {
    case 'object':
      return fromObject(source, node)
    case 'array':
      return node.items.map((item) => toValue(source, item))
    case 'number':
      return toNumber(node.raw)
    default:
      return node.value
  }
}

/** The document of an object, whatever its first key. */
export function toDocument(source: Source, node: ObjectNode): Document {
  const entries = node.entries.map(({ key, value }) => [key, toValue(source, value)] as const)
  const document: Document = {}
  // A key __proto__ would otherwise set what it names.
  for (const [key, value] of entries) Object.defineProperty(document, key, { value, ...open })
  refuseReordered(source, node, Object.keys(document))
  return document
}

/** JavaScript moves keys that are whole numbers to the front; an index by `b` and then `1` would be one by `1` and then `b`. */
function refuseReordered(source: Source, node: ObjectNode, keys: readonly string[]): void {
  // The server itself moves _id to the front.
  const meant = node.entries.map(({ key }) => key).filter((key) => key !== '_id')
  const sent = keys.filter((key) => key !== '_id')
  const moved = sent.find((key, index) => key !== meant[index])
  if (moved === undefined) return
  const entry = node.entries.find(({ key }) => key === moved)
  throw syntaxError(
    source,
    entry?.start ?? node.start,
    `the key "${moved}" is a whole number and stands behind another key: it would be sent in front of it`,
    'Write keys that are whole numbers first, in ascending order; where their order has a meaning, send the command from a module, with a Map',
  )
}

const open = { enumerable: true, writable: true, configurable: true } as const

function fromObject(source: Source, node: ObjectNode): unknown {
  const [entry] = node.entries
  const wrapper = entry === undefined ? undefined : wrapperOf(entry.key)
  if (entry === undefined || wrapper === undefined) return toDocument(source, node)
  const { key } = entry
  const second = node.entries[1]
  if (second !== undefined) {
    throw syntaxError(source, second.start, `"${key}" stands for a whole value, so nothing may stand beside it`)
  }
  const raw = rawOf(entry.value)
  if (!wrapper.test(raw)) throw syntaxError(source, entry.value.start, `"${key}" takes ${wrapper.expected}`)
  try {
    return BSON.EJSON.deserialize({ [key]: raw } as Document, { relaxed: false })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw syntaxError(source, entry.value.start, `"${key}" cannot be read: ${why}`)
  }
}

function wrapperOf(key: string): (typeof wrappers)[string] | undefined {
  return Object.hasOwn(wrappers, key) ? wrappers[key] : undefined
}

function toNumber(raw: string): Int32 | Long | Double {
  if (/[.eE]/.test(raw) || raw === '-0') return new Double(Number(raw))
  const exact = BigInt(raw)
  if (exact >= -(2n ** 31n) && exact < 2n ** 31n) return new Int32(Number(raw))
  return exact >= -(2n ** 63n) && exact < 2n ** 63n ? Long.fromBigInt(exact) : new Double(Number(raw))
}

function rawOf(node: Node): unknown {
  if (node.kind === 'object') return Object.fromEntries(node.entries.map(({ key, value }) => [key, rawOf(value)]))
  if (node.kind === 'array') return node.items.map(rawOf)
  return node.kind === 'number' ? Number(node.raw) : node.value
}

function text(pattern: RegExp): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && pattern.test(value)
}

function within(low: bigint, high: bigint): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'string' && /^-?\d{1,19}$/.test(value) && BigInt(value) >= low && BigInt(value) <= high
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Document)[key] : undefined
}

function has(value: unknown, key: string, pattern: RegExp): boolean {
  const found = field(value, key)
  return typeof found === 'string' && pattern.test(found)
}

function wraps(value: unknown, key: '$numberLong' | '$numberInt'): boolean {
  return (
    typeof value === 'object' && value !== null && Object.keys(value).length === 1 && has(value, key, /^-?\d{1,19}$/)
  )
}

function isDate(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  )
}

function isTimestamp(value: unknown): boolean {
  const part = (key: string): boolean => {
    const found = field(value, key)
    return typeof found === 'number' && Number.isInteger(found) && found >= 0 && found <= 0xffffffff
  }
  return part('t') && part('i')
}
