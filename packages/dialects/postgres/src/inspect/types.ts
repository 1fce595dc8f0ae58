import { firstUserObject, type Part } from './part.ts'

const function_ = (label: string, oid: string): string => `'${label} = ' || nullif(${oid}::oid, 0)::regproc`

const enumeration = `'ENUM (' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
  FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'`

const composite = `'AS (' || coalesce((SELECT string_agg(concat_ws(' ', quote_ident(a.attname),
    format_type(a.atttypid, a.atttypmod),
    CASE WHEN a.attcollation <> y.typcollation AND a.attcollation <> 0 THEN 'COLLATE ' || a.attcollation::regcollation END),
    ', ' ORDER BY a.attnum)
  FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
  WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'`

const base = `CASE WHEN NOT t.typisdefined THEN 'SHELL' ELSE 'BASE (' || concat_ws(', ',
  ${function_('INPUT', 't.typinput')}, ${function_('OUTPUT', 't.typoutput')}, ${function_('RECEIVE', 't.typreceive')},
  ${function_('SEND', 't.typsend')}, ${function_('TYPMOD_IN', 't.typmodin')}, ${function_('TYPMOD_OUT', 't.typmodout')},
  ${function_('ANALYZE', 't.typanalyze')}, 'LENGTH = ' || t.typlen, CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
  'ALIGNMENT = ' || t.typalign::text, 'STORAGE = ' || t.typstorage::text, 'CATEGORY = ' || quote_literal(t.typcategory::text),
  CASE WHEN t.typispreferred THEN 'PREFERRED' END, 'DEFAULT = ' || quote_literal(t.typdefault),
  'ELEMENT = ' || format_type(nullif(t.typelem, 0), NULL), 'DELIMITER = ' || quote_literal(t.typdelim::text),
  CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE' END) || ')' END`

const domain = `concat_ws(' ', format_type(t.typbasetype, t.typtypmod),
  CASE WHEN t.typcollation <> b.typcollation AND t.typcollation <> 0 THEN 'COLLATE ' || t.typcollation::regcollation END,
  CASE WHEN t.typnotnull THEN 'NOT NULL' END, 'DEFAULT ' || coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)))`

/** Enums, composite types, domains and base types. */
export const types: Part = () => `
SELECT 'pg_type/' || t.oid, t.id,
  CASE t.typtype WHEN 'e' THEN ${enumeration} WHEN 'c' THEN ${composite} WHEN 'd' THEN ${domain} ELSE ${base} END,
  NULL, 'pg_namespace/' || t.typnamespace, NULL
FROM type t LEFT JOIN pg_type b ON b.oid = t.typbasetype LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype IN ('e', 'd') OR t.typtype = 'c' AND c.relkind = 'c' OR t.typtype IN ('b', 'p')
    AND t.oid NOT IN (SELECT e.typarray FROM pg_type e))`

/** Range types. */
export const ranges: Part = (major) => `
SELECT 'pg_type/' || t.oid, t.id,
  'RANGE (' || concat_ws(', ', 'SUBTYPE = ' || format_type(g.rngsubtype, NULL),
    'SUBTYPE_OPCLASS = ' || CASE WHEN NOT o.opcdefault THEN o.opcnamespace::regnamespace || '.' || quote_ident(o.opcname) END,
    'COLLATION = ' || CASE WHEN g.rngcollation <> s.typcollation THEN g.rngcollation::regcollation END,
    ${function_('CANONICAL', 'g.rngcanonical')}, ${function_('SUBTYPE_DIFF', 'g.rngsubdiff')}${
      major >= 14
        ? `, 'MULTIRANGE_TYPE_NAME = ' || CASE WHEN m.typname <> CASE WHEN t.typname LIKE '%range%'
      THEN regexp_replace(t.typname, 'range', 'multirange') ELSE t.typname || '_multirange' END THEN m.oid::regtype END`
        : ''
    }) || ')',
  NULL, 'pg_namespace/' || t.typnamespace, NULL
FROM pg_range g JOIN type t ON t.oid = g.rngtypid JOIN pg_type s ON s.oid = g.rngsubtype
JOIN pg_opclass o ON o.oid = g.rngsubopc ${major >= 14 ? 'LEFT JOIN pg_type m ON m.oid = g.rngmultitypid' : ''}`

// Every table comes with two types, and hardly any is ever used.
const needed = `SELECT e.refobjid FROM pg_depend e WHERE e.refclassid = 'pg_type'::regclass
  AND e.refobjid >= ${firstUserObject} AND e.deptype <> 'i'`

/** What comes with something else, where it is needed: types of rows, arrays and multiranges, and a range's constructors. */
export const impliedTypes: Part = (major) => `
SELECT 'pg_type/' || r.reltype, NULL, NULL, NULL, NULL, r.id FROM relation r
WHERE r.reltype IN (${needed}) AND r.relkind <> 'c'
UNION ALL
SELECT 'pg_type/' || t.typarray, NULL, NULL, NULL, NULL, coalesce(r.id, t.id)
FROM type t LEFT JOIN relation r ON r.oid = t.typrelid AND r.oid <> 0
WHERE t.typarray IN (${needed}) AND t.typtype <> 'm'
UNION ALL
SELECT 'pg_proc/' || d.objid, NULL, NULL, NULL, NULL, t.id
FROM pg_depend d JOIN type t ON t.oid = d.refobjid AND t.typtype = 'r'
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'i'
${
  major >= 14
    ? `UNION ALL
SELECT 'pg_type/' || g.rngmultitypid, NULL, NULL, NULL, NULL, t.id FROM pg_range g JOIN type t ON t.oid = g.rngtypid`
    : ''
}`
