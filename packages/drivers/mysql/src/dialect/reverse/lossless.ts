const integers = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint']
const texts = ['tinytext', 'text', 'mediumtext', 'longtext']
const blobs = ['tinyblob', 'blob', 'mediumblob', 'longblob']

interface Type {
  readonly base: string
  readonly sizes: readonly number[]
  readonly inner: string
  readonly unsigned: boolean
}

/** Reads the type at the head of a column's definition, or of what a statement says. */
function typeOf(text: string): Type {
  const [, base = '', inner = '', rest = ''] =
    /^(\w+)(?:\(((?:[^')]|'(?:[^'\\]|\\[^]|'')*')*)\))?([^]*)$/.exec(text) ?? []
  return {
    base: base.toLowerCase(),
    inner,
    sizes: inner.startsWith("'") || inner === '' ? [] : inner.split(',').map(Number),
    unsigned: /^ unsigned\b/i.test(rest),
  }
}

const atLeast = (after: number | undefined, before: number | undefined): boolean => (after ?? 0) >= (before ?? 0)

function rank(order: readonly string[], base: string): number {
  return order.indexOf(base)
}

/**
 * Whether every value of one type comes through another and back unchanged. By the ranges and lengths in "Data Types" of
 * the MySQL manual; what is not known to is taken to lose.
 */
export function isLossless(beforeText: string, afterText: string): boolean {
  const before = typeOf(beforeText)
  const after = typeOf(afterText)
  const [one, other] = [before.base, after.base]
  if (rank(integers, one) >= 0 && rank(integers, other) >= 0) {
    const wider = rank(integers, other) > rank(integers, one)
    if (before.unsigned === after.unsigned) return rank(integers, other) >= rank(integers, one)
    return wider && before.unsigned
  }
  if (one === 'decimal' && other === 'decimal') {
    const [p = 10, s = 0] = before.sizes
    const [P = 10, S = 0] = after.sizes
    return S >= s && P - S >= p - s && (before.unsigned || !after.unsigned)
  }
  for (const order of [texts, blobs]) {
    if (rank(order, one) >= 0 && rank(order, other) >= 0) return rank(order, other) >= rank(order, one)
  }
  if (/^(?:var)?char$/.test(one)) {
    if (one === other) return atLeast(after.sizes[0] ?? 1, before.sizes[0] ?? 1)
    if (other === 'varchar') return atLeast(after.sizes[0], before.sizes[0] ?? 1)
    return rank(texts, other) >= (Number(before.sizes[0] ?? 1) * 4 < 256 ? 0 : 1)
  }
  if (/^(?:enum|set)$/.test(one) && one === other)
    return after.inner === before.inner || after.inner.startsWith(`${before.inner},`)
  if (one === 'float' && other === 'double') return true
  if (one === other && /^(?:datetime|timestamp|time|varbinary)$/.test(one))
    return atLeast(after.sizes[0], before.sizes[0])
  return one === other && after.inner === before.inner && before.unsigned === after.unsigned
}
