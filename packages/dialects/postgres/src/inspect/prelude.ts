import { notMember, type Scope } from './part.ts'

const ofSpaces = `nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'slipway')`

const everything = { wanted: '', relation: 'true', type: 'true' }

// Finds the named relations by index, and with an index its table, which everything about it is read through.
const named = {
  wanted: `
wanted AS MATERIALIZED (
  SELECT p[1] AS space, p[2] AS name
  FROM (SELECT parse_ident(substr(id, strpos(id, ':') + 1), false) AS p FROM unnest($1::text[]) id) ids
), target AS MATERIALIZED (
  SELECT c.oid FROM wanted w JOIN pg_namespace n ON n.nspname = w.space
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
  UNION
  SELECT x.indrelid FROM wanted w JOIN pg_namespace n ON n.nspname = w.space
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name JOIN pg_index x ON x.indexrelid = c.oid
),`,
  relation: 'c.oid IN (SELECT oid FROM target)',
  type: 't.typname IN (SELECT name FROM wanted)',
}

// Rows that are kept for many parts are best kept short.
const relationColumns = ['oid', 'relname', 'relnamespace', 'relkind', 'reltype', 'reloftype', 'relam', 'reltablespace']
  .concat(['reltoastrelid', 'relpersistence', 'relispopulated', 'relreplident', 'relispartition', 'relrowsecurity'])
  .concat(['relforcerowsecurity', 'reloptions', 'relpartbound'])
  .map((name) => `c.${name}`)
  .join(', ')

/**
 * What every part reads from: `space`, the schemas that are the user's, `member`, what belongs to an extension,
 * `relation`, what is in those schemas and no extension's, and `type` likewise, all with their quoted and qualified names.
 *
 * @param scope `named` keeps only what the ObjectIds in parameter $1 name.
 */
export function prelude(scope: Scope): string {
  const filter = scope === 'named' ? named : everything
  return `WITH ${filter.wanted}
space AS MATERIALIZED (
  SELECT oid, quote_ident(nspname) AS name, nspowner FROM pg_namespace WHERE ${ofSpaces}
), member AS MATERIALIZED (
  SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
), relation AS MATERIALIZED (
  SELECT ${relationColumns}, s.name || '.' || quote_ident(c.relname) AS name,
    CASE c.relkind WHEN 'v' THEN 'view:' WHEN 'm' THEN 'materialized-view:' WHEN 'S' THEN 'sequence:'
      WHEN 'c' THEN 'type:' WHEN 'i' THEN 'index:' WHEN 'I' THEN 'index:' ELSE 'table:' END
      || s.name || '.' || quote_ident(c.relname) AS id
  FROM pg_class c JOIN space s ON s.oid = c.relnamespace
  WHERE ${filter.relation} AND c.relkind <> 't' AND ${notMember('pg_class', 'c.oid')}
), type AS MATERIALIZED (
  SELECT t.*, s.name || '.' || quote_ident(t.typname) AS name,
    CASE WHEN t.typtype = 'd' THEN 'domain:' ELSE 'type:' END || s.name || '.' || quote_ident(t.typname) AS id
  FROM pg_type t JOIN space s ON s.oid = t.typnamespace
  WHERE ${filter.type} AND ${notMember('pg_type', 't.oid')}
)`
}
