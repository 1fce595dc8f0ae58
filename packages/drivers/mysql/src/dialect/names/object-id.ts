import type { ObjectId } from '@slipway/core/plugin'
import { quoteIdentifier } from './quote-identifier.ts'

/** Builds `kind:name` or `kind:table.name` from a kind and its unquoted names. */
export function objectId(kind: string, ...names: readonly string[]): ObjectId {
  return `${kind}:${names.map(quoteIdentifier).join('.')}`
}

/** The kind of an id: the part before the first colon. */
export function kindOf(id: ObjectId): string {
  return id.slice(0, id.indexOf(':'))
}

/** The quoted name of an id, ready to stand in a statement. */
export function sqlName(id: ObjectId): string {
  return id.slice(id.indexOf(':') + 1)
}

/** The unquoted names of an id, outermost first. */
export function namesOf(id: ObjectId): readonly string[] {
  const name = sqlName(id)
  if (!name.includes('`')) return name.split('.')
  return [...name.matchAll(/`((?:[^`]|``)*)`|[^.`]+/g)].map((match) => match[1]?.replaceAll('``', '`') ?? match[0])
}

/** The last name of an id, unquoted. */
export function lastName(id: ObjectId): string {
  return namesOf(id).at(-1) ?? ''
}

/** The table that a column, index or constraint belongs to. */
export function tableOf(id: ObjectId): ObjectId {
  if (!/^(column|index|constraint|partition):/.test(id)) return id
  // Names without backticks stand there as `objectId` writes them.
  if (!id.includes('`')) return `table:${id.slice(id.indexOf(':') + 1, id.lastIndexOf('.'))}`
  return objectId('table', ...namesOf(id).slice(0, -1))
}
