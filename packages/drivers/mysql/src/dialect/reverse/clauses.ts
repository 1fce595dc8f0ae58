import { inBackticks } from '../names/quote-identifier.ts'
import type { BeforeTable, Part } from './before-table.ts'

/** `KEY (a)` of an index called i as ALTER and CREATE TABLE write it: KEY `i` (a). */
export function indexClause({ name, definition }: Part): string {
  return definition.replace(
    /^((?:UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY) /,
    (_, kind: string) => `${kind} ${inBackticks(name)} `,
  )
}

export function constraintClause({ name, definition }: Part): string {
  return definition.startsWith('PRIMARY KEY') ? definition : `CONSTRAINT ${inBackticks(name)} ${definition}`
}

export function columnClause({ name, definition }: Part): string {
  return `${inBackticks(name)} ${definition}`
}

/** ` AFTER x` or ` FIRST`: where a column stands among the others. */
export function placeClause(table: BeforeTable, column: Part): string {
  const before = table.columns[table.columns.indexOf(column) - 1]
  return before === undefined ? ' FIRST' : ` AFTER ${inBackticks(before.name)}`
}

export function alterTable(table: string, clauses: readonly string[]): readonly string[] {
  return clauses.length === 0 ? [] : [`ALTER TABLE ${inBackticks(table)} ${clauses.join(', ')}`]
}
