import type { Row, ServerFacts } from '@slipway/core/plugin'
import { access, defaultPrivilegeSubjects } from './access.ts'
import { columns, defaults } from './columns.ts'
import { constraints, indexes } from './constraints.ts'
import { dependencies } from './dependencies.ts'
import { foreignDataWrappers, foreignServers, userMappings } from './foreign.ts'
import { operatorClasses, operatorFamilies, operators } from './operators.ts'
import type { Major, Part, Scope } from './part.ts'
import { pinnedSettings } from './pinned-settings.ts'
import { prelude } from './prelude.ts'
import { publicationMembers, publications, subscriptions } from './publications.ts'
import { hasRare } from './rare.ts'
import { aggregates, functions } from './routines.ts'
import {
  accessMethods,
  casts,
  collations,
  conversions,
  eventTriggers,
  extensions,
  languages,
  schemas,
  transforms,
} from './schemas.ts'
import { sequences, statistics, tables, views } from './tables.ts'
import {
  textSearchConfigurations,
  textSearchDictionaries,
  textSearchParsers,
  textSearchTemplates,
} from './text-search.ts'
import { policies, rules, triggers } from './triggers.ts'
import { impliedTypes, ranges, types } from './types.ts'

/** One query of an inspection. */
export interface InspectQuery {
  readonly name: 'settings' | 'catalog' | 'rare'
  readonly text: string
}

/** The queries of an inspection, in their order. */
export type InspectQueries = readonly [settings: InspectQuery, catalog: InspectQuery, rare: InspectQuery]

/** The parts that read what belongs to a relation or is one, and can be narrowed to some. */
export const relationParts: readonly Part[] = [
  tables,
  views,
  sequences,
  columns,
  indexes,
  constraints,
  triggers,
  rules,
  policies,
  statistics,
]

/** The parts that read types, and can be narrowed to some. */
export const typeParts: readonly Part[] = [types, ranges]

const usualParts: readonly Part[] = [schemas, extensions, functions, aggregates]

const rareParts: readonly Part[] = [
  operators,
  operatorClasses,
  operatorFamilies,
  collations,
  conversions,
  casts,
  transforms,
  languages,
  accessMethods,
  eventTriggers,
  textSearchConfigurations,
  textSearchDictionaries,
  textSearchParsers,
  textSearchTemplates,
  foreignDataWrappers,
  foreignServers,
  userMappings,
  publications,
  subscriptions,
]

/** All other parts: each reads its whole catalog. */
export const otherParts: readonly Part[] = [...usualParts, ...rareParts]

const usualAliases: readonly Part[] = [defaults, impliedTypes]
const rareAliases: readonly Part[] = [publicationMembers, defaultPrivilegeSubjects]

/** Rows of several parts under one roof. */
export const unionOf = (parts: readonly Part[], major: Major, scope: Scope): string =>
  `SELECT * FROM (${parts.map((part) => part(major, scope)).join('\nUNION ALL')}\n)
  AS found(address, id, definition, cosmetic, parent, part_of)`

/** The major version of a server: 15. */
export const majorOf = (server: ServerFacts): Major => Math.floor(server.versionNumber / 10_000)

const catalogQuery = (parts: readonly Part[], how: 'usual' | 'rare', major: Major): string => `${prelude('everything')}
SELECT 'object' AS fact, address, id, definition, cosmetic, parent, part_of
FROM (${unionOf(parts, major, 'everything')}) AS objects
UNION ALL
SELECT fact, address, role, value, grantable::text, NULL, NULL
FROM (${access(major, how).join('\nUNION ALL\n')}\n) AS access(fact, address, role, value, grantable)`

/**
 * The queries of an inspection, always three. Run the first two in this order in one REPEATABLE READ READ ONLY transaction,
 * in which the last one follows where `needsRare` says so, then roll back, and hand the rows of both to `toSchema`. They
 * need no right but to connect.
 */
export function inspectQueries(server: ServerFacts): InspectQueries {
  const major = majorOf(server)
  return [
    { name: 'settings', text: pinnedSettings },
    {
      name: 'catalog',
      text: `${catalogQuery([...relationParts, ...typeParts, ...usualParts, ...usualAliases], 'usual', major)}
UNION ALL
SELECT CASE WHEN member THEN 'member' ELSE 'needs' END, address, needs, NULL, NULL, NULL, NULL
FROM (${dependencies}) AS dependencies
UNION ALL
SELECT 'rare', NULL, NULL, NULL, NULL, NULL, NULL WHERE ${hasRare}`,
    },
    { name: 'rare', text: catalogQuery([...rareParts, ...rareAliases], 'rare', major) },
  ]
}

/** Whether the rows of `catalog` say that there is something for `rare` to read. */
export const needsRare = (rows: readonly Row[]): boolean => rows.some(({ fact }) => fact === 'rare')
