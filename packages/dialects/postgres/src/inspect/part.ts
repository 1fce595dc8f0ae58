/** A server's major version: 15. */
export type Major = number

/** Whether everything is read, or what some ids name. */
export type Scope = 'everything' | 'named'

/**
 * One SELECT over the catalog. Its columns: `address` (catalog/oid[/column], unique in the database), `id` (the
 * ObjectId), `definition`, `cosmetic`, `parent` (address of what holds it), `part_of` (the ObjectId that it is shown as
 * a part of; null for an object of its own).
 */
export type Part = (major: Major, scope: Scope) => string

/** Objects made with the server itself have lower numbers; pg_dump draws the same line. */
export const firstUserObject = 16384

/** Leaves out what belongs to an extension, which the prelude lists. */
export const notMember = (catalog: string, oid: string): string =>
  `${oid} NOT IN (SELECT objid FROM member WHERE classid = '${catalog}'::regclass)`

/** Leaves out, beside that, what came with the server: of what there are few, an index of the catalog finds the rest. */
export const ofUser = (catalog: string, oid: string): string =>
  `${oid} >= ${firstUserObject} AND ${notMember(catalog, oid)}`

/** Leaves out, beside all that, what the server made for something else, as a range's constructors. */
export const notImplied = (catalog: string, oid: string): string =>
  `${oid} >= ${firstUserObject} AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype IN ('e', 'i'))`

/** A query is begun anew for every row it stands in, so it is asked only where there is something to ask of. */
const whereAny = (array: string, query: string): string => `CASE WHEN ${array} IS NOT NULL THEN (${query}) END`

/** `a=1, b=2` of a `text[]` of options, sorted; null when there are none. */
export const sorted = (array: string): string =>
  whereAny(array, `SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(${array}) o`)

/** `WITH (a=1, b=2)`, or null. */
export const withOptions = (array: string): string => `'WITH (' || ${sorted(array)} || ')'`

/**
 * `OPTIONS (host 'db', password '***')` of a foreign object, or null. What is named like a secret, or holds one inside a
 * connection string, is replaced: a schema is printed, journaled and put into plans.
 */
export const foreignOptions = (array: string): string => `
  'OPTIONS (' || ${whereAny(
    array,
    `SELECT string_agg(quote_ident(split_part(o, '=', 1)) || ' ' ||
    CASE WHEN split_part(o, '=', 1) ~* '(pass|pwd|secret|token|credential|key|auth)'
           OR substr(o, strpos(o, '=') + 1) ~* '(password|pwd|secret|token)\\s*=|://[^/@]*:[^/@]*@' THEN '''***'''
         ELSE quote_literal(substr(o, strpos(o, '=') + 1)) END, ', ' ORDER BY split_part(o, '=', 1))
    FROM unnest(${array}) o`,
  )} || ')'`

/** `integer, text` of an array of type oids. */
export const typeList = (array: string): string =>
  `coalesce((SELECT string_agg(format_type(t, NULL), ', ' ORDER BY n) FROM unnest(${array}) WITH ORDINALITY u(t, n)), '')`

/** What follows in a definition when a trigger or rule does not fire as usual. */
export const firing = (enabled: string): string =>
  `CASE ${enabled} WHEN 'D' THEN 'DISABLED' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END`

/** The statistics target of a column, null when it is the default; the catalog's default became NULL in 17. */
export const statisticsTarget = (column: string): string => `nullif(${column}::integer, -1)`
