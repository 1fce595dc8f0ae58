import { statisticsTarget, withOptions, type Part } from './part.ts'

// What an index has beside the text of its definition; only expressions have statistics of their own. It comes last when it cannot be used, as a reader must see that.
const indexState = `
    'TABLESPACE ' || quote_ident(place.spcname),
    CASE WHEN x.indisclustered THEN 'CLUSTER' END,
    CASE WHEN x.indexprs IS NOT NULL THEN
      (SELECT string_agg('STATISTICS ' || s.attnum || ' ' || s.attstattarget, ' ' ORDER BY s.attnum) FROM pg_attribute s
        WHERE s.attrelid = i.oid AND s.attnum > 0 AND ${statisticsTarget('s.attstattarget')} IS NOT NULL) END,
    'PARTITION OF ' || up.inhparent::regclass,
    CASE WHEN NOT (x.indisvalid AND x.indisready AND x.indislive) THEN 'INVALID' END`

const indexJoins = `
LEFT JOIN pg_tablespace place ON place.oid = i.reltablespace
LEFT JOIN pg_inherits up ON up.inhrelid = i.oid`

/** Indexes. One that backs a constraint is a part of it, and is described only where it is asked for by name. */
export const indexes: Part = (_major, scope) => `
SELECT 'pg_class/' || i.oid, i.id,
  CASE WHEN k.oid IS NULL OR ${scope === 'named'} THEN concat_ws(' ', pg_get_indexdef(i.oid), ${indexState}) END,
  NULL, 'pg_class/' || r.oid,
  'constraint:' || r.name || '.' || quote_ident(k.conname)
FROM pg_index x JOIN relation i ON i.oid = x.indexrelid JOIN relation r ON r.oid = x.indrelid
LEFT JOIN pg_constraint k ON k.conindid = i.oid AND k.conrelid = r.oid AND k.contype IN ('p', 'u', 'x')
${indexJoins}`

/**
 * Constraints of tables and domains. What a table has from its parent is the parent's, and PostgreSQL 18's NOT NULL
 * constraints say nothing that the column does not, unless named by somebody, not valid, or not inherited.
 */
export const constraints: Part = (major) => `
SELECT 'pg_constraint/' || k.oid, 'constraint:' || coalesce(r.name, d.name) || '.' || quote_ident(k.conname),
  concat_ws(' ', pg_get_constraintdef(k.oid), ${withOptions('i.reloptions')}, ${indexState}), NULL,
  CASE WHEN r.oid IS NULL THEN 'pg_type/' || d.oid ELSE 'pg_class/' || r.oid END,
  ${
    major >= 18
      ? `CASE WHEN k.contype = 'n' AND (NOT k.conislocal OR k.convalidated AND NOT k.connoinherit AND r.oid IS NOT NULL
      AND k.conname = r.relname || '_' || a.attname || '_not_null')
    THEN 'column:' || r.name || '.' || quote_ident(a.attname)
    WHEN k.contype = 'n' AND d.oid IS NOT NULL AND k.conname = d.typname || '_not_null' THEN d.id END`
      : 'NULL'
  }
FROM pg_constraint k
LEFT JOIN relation r ON r.oid = k.conrelid
LEFT JOIN type d ON d.oid = k.contypid
${major >= 18 ? `LEFT JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] AND k.contype = 'n'` : ''}
LEFT JOIN pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class i ON i.oid = x.indexrelid
${indexJoins}
WHERE (r.oid IS NOT NULL OR d.oid IS NOT NULL) AND k.contype IN ('c', 'f', 'p', 'u', 'x', 'n')
  AND NOT (k.contype = 'f' AND k.conparentid <> 0) AND NOT (k.contype = 'c' AND NOT k.conislocal)`
