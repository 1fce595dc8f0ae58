/** A version as written and as compared: `1.10` is after `1.9`, and equal to `1.10.0`. */
export interface Version {
  readonly text: string
  /** Whole numbers of any length, without leading zeros; without parts of zero at the end. */
  readonly parts: readonly string[]
}

const withoutZeros = (digits: string): string => (digits.startsWith('0') ? digits.replace(/^0+(?=\d)/, '') : digits)

/** `undefined` where the text is not a version: digits in parts, joined by `.` or `_`. */
export function parseVersion(text: string): Version | undefined {
  if (/^\d+$/.test(text)) return { text, parts: [withoutZeros(text)] }
  if (!/^\d+(?:[._]\d+)*$/.test(text)) return undefined
  const parts = text.split(/[._]/).map(withoutZeros)
  while (parts.length > 1 && parts.at(-1) === '0') parts.pop()
  return { text, parts }
}

/** Part by part, as numbers. */
export function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.parts.length, b.parts.length); index += 1) {
    const left = a.parts[index] ?? '0'
    const right = b.parts[index] ?? '0'
    if (left.length !== right.length) return left.length < right.length ? -1 : 1
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

/** Equal for versions that compare equal. */
export function versionKey(version: Version): string {
  const [first = '', second] = version.parts
  return second === undefined ? first : version.parts.join('.')
}

/** Counts the last part up, in its own width, until the version is free. */
export function nextFree(version: Version, taken: readonly Version[]): Version {
  const keys = new Set(taken.map(versionKey))
  for (let next = increment(version); ; next = increment(next)) {
    if (!keys.has(versionKey(next))) return next
  }
}

function increment(version: Version): Version {
  const digits = /\d+$/.exec(version.text)?.[0] ?? '0'
  const raised = String(BigInt(digits) + 1n).padStart(digits.length, '0')
  return parseVersion(version.text.slice(0, -digits.length) + raised) ?? version
}
