/** A version as written and as compared: `1.10` is after `1.9`, and equal to `1.10.0`. */
export interface Version {
  readonly text: string
  /** Without trailing zeros. */
  readonly parts: readonly bigint[]
}

/** `undefined` where the text is not a version: digits in parts, joined by `.` or `_`. */
export function parseVersion(text: string): Version | undefined {
  if (!/^\d+(?:[._]\d+)*$/.test(text)) return undefined
  const parts = text.split(/[._]/).map(BigInt)
  while (parts.length > 1 && parts.at(-1) === 0n) parts.pop()
  return { text, parts }
}

/** Part by part, as numbers. */
export function compareVersions(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.parts.length, b.parts.length); index += 1) {
    const left = a.parts[index] ?? 0n
    const right = b.parts[index] ?? 0n
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

/** Equal for versions that compare equal. */
export function versionKey(version: Version): string {
  return version.parts.join('.')
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
