/** Takes a text piece by piece. */
export type Put = (piece: string) => void

/**
 * JSON with one spelling for each value, as RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units,
 * no white space, numbers and strings as ECMAScript writes them. `undefined` members are left out.
 */
export function canonicalJson(value: unknown): string {
  let text = ''
  putCanonicalJson(value, (piece) => {
    text += piece
  })
  return text
}

/** The same, never held as a whole: a plan of many migrations takes more memory as a text than as values. */
export function putCanonicalJson(value: unknown, put: Put): void {
  if (Array.isArray(value)) {
    put('[')
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) put(',')
      putCanonicalJson(value[index], put)
    }
    return put(']')
  }
  if (value !== null && typeof value === 'object') {
    const object = value as Record<string, unknown>
    let before = '{'
    // Without an order of one's own, keys are sorted by UTF-16 code units.
    for (const key of Object.keys(object).sort()) {
      const member = object[key]
      if (member === undefined) continue
      put(`${before}${JSON.stringify(key)}:`)
      putCanonicalJson(member, put)
      before = ','
    }
    return put(before === '{' ? '{}' : '}')
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`)
  put(JSON.stringify(value) ?? 'null')
}
