/** Quotes a value for a script that runs under a `sql_mode` without NO_BACKSLASH_ESCAPES. */
export const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** Writes a session variable's value the way SET takes it. */
export const setting = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL'
  const text = String(value)
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`
}
