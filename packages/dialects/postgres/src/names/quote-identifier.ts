import { quotedKeywords } from './keywords.ts'

/** Quotes one identifier where PostgreSQL needs it, by the rules of `quote_ident`. */
export function quoteIdentifier(identifier: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(identifier) && !quotedKeywords.has(identifier)) return identifier
  return `"${identifier.replaceAll('"', '""')}"`
}

/** Quotes a text as a string constant. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}
