import type { ObjectId } from '@slipway/core/plugin'
import { quoteIdentifier } from './quote-identifier.ts'

/** Builds `kind:quoted.name` from a kind and its unquoted names. */
export function objectId(kind: string, ...names: readonly string[]): ObjectId {
  return `${kind}:${names.map(quoteIdentifier).join('.')}`
}

/** The kind of an id: the part before the first colon. */
export function kindOf(id: ObjectId): string {
  return id.slice(0, id.indexOf(':'))
}

/** The SQL-quoted name of an id, ready to stand in a statement. */
export function sqlName(id: ObjectId): string {
  return id.slice(id.indexOf(':') + 1)
}

/** The dot-separated names of a quoted name, still quoted. An argument list stays with the last one. */
export function splitName(name: string): readonly string[] {
  if (!/["(]/.test(name)) return name.split('.')
  const parts: string[] = []
  let part = ''
  let quoted = false
  let depth = 0
  for (const char of name) {
    if (char === '"') quoted = !quoted
    if (!quoted && char === '(') depth++
    if (!quoted && char === ')') depth--
    if (char === '.' && !quoted && depth === 0) {
      parts.push(part)
      part = ''
    } else part += char
  }
  return [...parts, part]
}

/** Takes the quotes off one quoted identifier. */
export function unquote(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier
}

/** The id of what a column, constraint, trigger, rule or policy stands on: everything but the last name. */
export function ownerName(id: ObjectId): string {
  return splitName(sqlName(id)).slice(0, -1).join('.')
}

/** The last name of an id, SQL-quoted. */
export function lastName(id: ObjectId): string {
  return splitName(sqlName(id)).at(-1) ?? ''
}
