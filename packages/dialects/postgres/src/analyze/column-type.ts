/** What a change of a column's type does to the table under its lock. */
type TypeChange = 'instant' | 'rewrite' | 'unknown'

interface Shape {
  readonly base: string
  readonly modifiers: readonly number[]
}

function shape(type: string): Shape {
  const match = /^(.*?)\(([\d,-]+)\)(.*)$/.exec(type)
  if (match === null) return { base: type, modifiers: [] }
  return { base: `${match[1]}${match[3]}`, modifiers: (match[2] ?? '').split(',').map(Number) }
}

const unlimited: ReadonlySet<string> = new Set(['text', 'character varying'])

/** Types whose modifier is a precision: dropping or raising it keeps every stored value as it is. */
const precise = /^(timestamp|time|interval|bit varying)/

/**
 * Whether PostgreSQL keeps the stored values of a column as they are, from the measured pairs of types; both as
 * `format_type` writes them. Stored values are kept when the old type is binary coercible to the new one and the
 * length coercion can only be a no-op (ATColumnChangeRequiresRewrite in tablecmds.c).
 */
export function typeChange(from: string, to: string, timeZone: string | undefined): TypeChange {
  if (from === to) return 'instant'
  const before = shape(from)
  const after = shape(to)
  if (before.base === 'cidr' && after.base === 'inet') return 'instant'
  if (unlimited.has(before.base) && unlimited.has(after.base)) {
    const room = after.modifiers[0] ?? Infinity
    return room >= (before.modifiers[0] ?? Infinity) ? 'instant' : 'rewrite'
  }
  if (before.base === after.base) return widened(before, after) ? 'instant' : 'rewrite'
  const zoned = before.base.startsWith('timestamp') && after.base.startsWith('timestamp')
  if (zoned && widened({ ...before, base: after.base }, after)) {
    if (timeZone === undefined) return 'unknown'
    return /^(utc|etc\/utc|gmt|etc\/gmt|0|\+00)$/i.test(timeZone) ? 'instant' : 'rewrite'
  }
  return isPlain(before.base) && isPlain(after.base) ? 'rewrite' : 'unknown'
}

function widened(before: Shape, after: Shape): boolean {
  if (after.base === 'numeric') {
    if (after.modifiers.length === 0) return true
    const [precision = 0, scale = 0] = before.modifiers
    const [newPrecision = 0, newScale = 0] = after.modifiers
    return before.modifiers.length > 0 && newScale === scale && newPrecision >= precision
  }
  if (!precise.test(after.base)) return false
  return (after.modifiers[0] ?? Infinity) >= (before.modifiers[0] ?? Infinity)
}

/** Types of other schemas may be domains, over which nothing is known from the name. */
function isPlain(type: string): boolean {
  return !type.includes('.')
}

const lossless: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric'],
  integer: ['bigint', 'numeric', 'double precision'],
  bigint: ['numeric'],
  real: ['double precision'],
}

/** True when every value survives the way there and back. */
export function isLossless(from: string, to: string): boolean {
  if (from === to || typeChange(from, to, 'UTC') === 'instant') return true
  return lossless[from]?.includes(to) ?? false
}
