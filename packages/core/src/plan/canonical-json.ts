import type { Json } from '../contract/plugin.ts'

/**
 * JSON with one spelling for each value, as RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units,
 * no white space, numbers and strings as ECMAScript writes them. `undefined` members are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value as Record<string, unknown>)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    return `{${members.join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`)
  return JSON.stringify(value as Json) ?? 'null'
}
