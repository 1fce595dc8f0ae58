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
    for (const key of sorted(Object.keys(object))) {
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

/** Up to so many keys are sorted where they stand: `sort` makes lists of its own, which cost more than that. */
const FEW = 32

function sorted(keys: string[]): readonly string[] {
  // Without an order of one's own, keys are sorted by UTF-16 code units, as `<` compares.
  if (keys.length > FEW) return keys.sort()
  for (let next = 1; next < keys.length; next += 1) {
    const key = keys[next]!
    let place = next
    for (; place > 0 && keys[place - 1]! > key; place -= 1) keys[place] = keys[place - 1]!
    keys[place] = key
  }
  return keys
}
