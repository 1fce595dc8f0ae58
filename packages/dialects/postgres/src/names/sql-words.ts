import type { ObjectId } from '@slipway/core/plugin'
import { kindOf, lastName, ownerName, sqlName } from './object-id.ts'

/** How SQL calls a kind: `DROP MATERIALIZED VIEW`. */
export const sqlWords: Readonly<Record<string, string>> = {
  table: 'TABLE',
  column: 'COLUMN',
  view: 'VIEW',
  'materialized-view': 'MATERIALIZED VIEW',
  sequence: 'SEQUENCE',
  index: 'INDEX',
  schema: 'SCHEMA',
  type: 'TYPE',
  domain: 'DOMAIN',
  function: 'FUNCTION',
  procedure: 'PROCEDURE',
  aggregate: 'AGGREGATE',
  constraint: 'CONSTRAINT',
  trigger: 'TRIGGER',
  rule: 'RULE',
  policy: 'POLICY',
  extension: 'EXTENSION',
  statistics: 'STATISTICS',
  publication: 'PUBLICATION',
  'event-trigger': 'EVENT TRIGGER',
  'foreign-server': 'SERVER',
  'foreign-data-wrapper': 'FOREIGN DATA WRAPPER',
  collation: 'COLLATION',
  operator: 'OPERATOR',
  cast: 'CAST',
  language: 'LANGUAGE',
}

/** The object as DROP and COMMENT ON name it: `TRIGGER audit ON public.orders`. */
export function sqlObject(id: ObjectId): string | undefined {
  const kind = kindOf(id)
  const word = sqlWords[kind]
  if (word === undefined) return undefined
  if (/^(trigger|rule|policy|constraint)$/.test(kind)) return `${word} ${lastName(id)} ON ${ownerName(id)}`
  return `${word} ${sqlName(id)}`
}
