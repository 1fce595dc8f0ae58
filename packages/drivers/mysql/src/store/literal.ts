/** Quotes a value for a script. One with a backslash is written so that no `sql_mode` changes what it says. */
export function literal(value: string): string {
  if (value.includes('\\')) return `_utf8mb4 X'${Buffer.from(value).toString('hex')}'`
  return `'${value.replaceAll("'", "''")}'`
}

/** Writes a session variable's value the way SET takes it. */
export const setting = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL'
  const text = String(value)
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`
}
