import type { ObjectId } from '@slipway/core/plugin'
import type { TablePlace } from './find-table.ts'

/**
 * Patterns of a history table's ids and of what is on it: `table:public.flyway_schema_history`, on MySQL
 * `table:flyway_schema_history`.
 *
 * @param beside names of indexes and sequences that stand beside the table in its schema.
 */
export function ownObjects({ table, schema }: TablePlace, beside: readonly string[]): readonly ObjectId[] {
  const plain = /^[a-z_][a-z0-9_]*$/
  const spell = (text: string, quote: string): string => (plain.test(text) ? text : quote + text + quote)
  const postgres = (name: string): string => `${schema === undefined ? '*' : spell(schema, '"')}.${spell(name, '"')}`
  const mysql = spell(table, '`')
  return [
    ...['table', 'owner', 'grant', 'comment'].map((kind) => `${kind}:${postgres(table)}`),
    ...['column', 'constraint'].map((kind) => `${kind}:${postgres(table)}.*`),
    ...beside.flatMap((name) => ['index', 'sequence', 'owner'].map((kind) => `${kind}:${postgres(name)}`)),
    `table:${mysql}`,
    ...['column', 'index', 'constraint'].map((kind) => `${kind}:${mysql}.*`),
  ]
}
