/** What stands around a placeholder's name, and the values by name in lower case: to Flyway, case does not matter. */
export interface Replacement {
  readonly prefix: string
  readonly suffix: string
  readonly values: ReadonlyMap<string, string>
}

/**
 * Puts values in as Flyway does before it takes the checksum of a repeatable script: everywhere, comments included.
 * `undefined` where one has no value; Flyway does not run such a script.
 */
export function replaceAll(text: string, { prefix, suffix, values }: Replacement): string | undefined {
  let out = ''
  let cursor = 0
  for (let from = text.indexOf(prefix); from >= 0; from = text.indexOf(prefix, cursor)) {
    const end = text.indexOf(suffix, from + prefix.length)
    if (end < 0) return undefined
    const value = values.get(text.slice(from + prefix.length, end).toLowerCase())
    if (value === undefined) return undefined
    out += text.slice(cursor, from) + value
    cursor = end + suffix.length
  }
  return out + text.slice(cursor)
}
