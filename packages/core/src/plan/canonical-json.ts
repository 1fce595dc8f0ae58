import type { Json } from '../contract/plugin.ts'

/**
 * JSON with one spelling for each value, as RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units,
 * no white space, numbers and strings as ECMAScript writes them. `undefined` members are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    let list = ''
    for (let index = 0; index < value.length; index += 1)
      list += `${index > 0 ? ',' : ''}${canonicalJson(value[index])}`
    return `[${list}]`
  }
  if (value !== null && typeof value === 'object') {
    const object = value as Record<string, unknown>
    let members = ''
    // Without an order of one's own, keys are sorted by UTF-16 code units.
    for (const key of Object.keys(object).sort()) {
      const member = object[key]
      if (member === undefined) continue
      members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`
    }
    return `{${members}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`)
  return JSON.stringify(value as Json) ?? 'null'
}
