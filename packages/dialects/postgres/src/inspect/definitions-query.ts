import type { ObjectId, ServerFacts } from '@slipway/core/plugin'
import { majorOf, otherParts, relationParts, typeParts, unionOf } from './inspect-queries.ts'
import type { Major, Part, Scope } from './part.ts'
import { prelude } from './prelude.ts'

/** A query and its parameters. */
export interface ParameterizedQuery {
  readonly text: string
  readonly params: readonly (string | readonly string[])[]
}

const relationKinds = new Set([
  'table',
  'view',
  'materialized-view',
  'sequence',
  'column',
  'index',
  'constraint',
  'trigger',
  'rule',
  'policy',
  'statistics',
])
const typeKinds = new Set(['type', 'domain'])
const serverKinds = new Set(['database', 'tablespace'])

const kindOf = (id: ObjectId): string => id.slice(0, id.indexOf(':'))

const nothing = 'SELECT NULL::text, NULL::text WHERE $1::text[] = $2::text[] AND false'

const select = (parts: readonly Part[], major: Major, scope: Scope): string =>
  `(${prelude(scope)}\nSELECT id, definition FROM (${unionOf(parts, major, scope)}) narrowed WHERE id = ANY($2::text[]))`

const server = `(
SELECT 'database:' || quote_ident(datname), CASE datconnlimit WHEN -2 THEN 'DATABASE INVALID' ELSE 'DATABASE' END
FROM pg_database WHERE 'database:' || quote_ident(datname) = ANY($2::text[])
UNION ALL
SELECT 'tablespace:' || quote_ident(spcname), 'TABLESPACE'
FROM pg_tablespace WHERE 'tablespace:' || quote_ident(spcname) = ANY($2::text[]))`

/**
 * The definitions of a few objects, as rows of `id` and `definition`, in the words of a full inspection; one that does
 * not exist has no row. Run `pinnedSettings` before it, in the same transaction.
 *
 * What belongs to a table, tables themselves and types are found by their indexes in the catalog; for other kinds whole
 * catalogs of theirs are read. Unlike an inspection it also answers for what is shown as part of something else, such as
 * a constraint's index. Owners, grants and comments are not answered.
 */
export function definitionsQuery(facts: ServerFacts, ids: readonly ObjectId[]): ParameterizedQuery {
  const major = majorOf(facts)
  const kinds = new Set(ids.map(kindOf))
  const others = [...kinds].some((kind) => !relationKinds.has(kind) && !typeKinds.has(kind) && !serverKinds.has(kind))
  const selects = [
    ...(kinds.isDisjointFrom(relationKinds) ? [] : [select(relationParts, major, 'named')]),
    ...(kinds.isDisjointFrom(typeKinds) ? [] : [select(typeParts, major, 'named')]),
    ...(kinds.isDisjointFrom(serverKinds) ? [] : [server]),
    ...(others ? [select(otherParts, major, 'everything')] : []),
  ]
  const catalog = ids.filter((id) => relationKinds.has(kindOf(id)) || typeKinds.has(kindOf(id)))
  return {
    // Both parameters appear whatever the parts are, so that the server can tell their types.
    text: `SELECT id, definition FROM (${[nothing, ...selects].join('\nUNION ALL\n')}) found(id, definition)`,
    params: [catalog, [...ids]],
  }
}
