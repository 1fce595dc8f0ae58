import { firing, firstUserObject, notImplied, notMember, ofUser, type Part } from './part.ts'

/** Schemas. */
export const schemas: Part = () => `
SELECT 'pg_namespace/' || s.oid, 'schema:' || s.name, 'SCHEMA', NULL, NULL, NULL
FROM space s WHERE ${notMember('pg_namespace', 's.oid')}`

/** Extensions, with the version that is installed. What they brought is theirs. */
export const extensions: Part = () => `
SELECT 'pg_extension/' || x.oid, 'extension:' || quote_ident(x.extname),
  'VERSION ' || quote_literal(x.extversion) || ' SCHEMA ' || x.extnamespace::regnamespace,
  NULL, CASE WHEN x.extrelocatable THEN 'pg_namespace/' || x.extnamespace END, NULL
FROM pg_extension x WHERE x.oid >= ${firstUserObject}`

/** Procedural languages that no extension brought. */
export const languages: Part = () => `
SELECT 'pg_language/' || l.oid, 'language:' || quote_ident(l.lanname),
  concat_ws(' ', CASE WHEN l.lanpltrusted THEN 'TRUSTED' END, 'LANGUAGE HANDLER', nullif(l.lanplcallfoid, 0)::regproc,
    'INLINE ' || nullif(l.laninline, 0)::regproc, 'VALIDATOR ' || nullif(l.lanvalidator, 0)::regproc), NULL, NULL, NULL
FROM pg_language l WHERE ${ofUser('pg_language', 'l.oid')}`

/** Event triggers. */
export const eventTriggers: Part = () => `
SELECT 'pg_event_trigger/' || v.oid, 'event-trigger:' || quote_ident(v.evtname),
  concat_ws(' ', 'ON', v.evtevent,
    'WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ' ORDER BY tag) FROM unnest(v.evttags) tag) || ')',
    'EXECUTE FUNCTION ' || v.evtfoid::regproc || '()', ${firing('v.evtenabled')}), NULL, NULL, NULL
FROM pg_event_trigger v WHERE ${ofUser('pg_event_trigger', 'v.oid')}`

/** Casts. */
export const casts: Part = () => `
SELECT 'pg_cast/' || c.oid, 'cast:(' || format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) || ')',
  concat_ws(' ', CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT'
    ELSE 'WITHOUT FUNCTION' END, CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END),
  NULL, NULL, NULL
FROM pg_cast c WHERE ${notImplied('pg_cast', 'c.oid')}`

/** Transforms. */
export const transforms: Part = () => `
SELECT 'pg_transform/' || f.oid, 'transform:' || format_type(f.trftype, NULL) || '.' || quote_ident(l.lanname),
  concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(f.trffromsql, 0)::regprocedure,
    'TO SQL WITH FUNCTION ' || nullif(f.trftosql, 0)::regprocedure), NULL, NULL, NULL
FROM pg_transform f JOIN pg_language l ON l.oid = f.trflang WHERE ${ofUser('pg_transform', 'f.oid')}`

/** Table and index access methods that no extension brought. */
export const accessMethods: Part = () => `
SELECT 'pg_am/' || m.oid, 'access-method:' || quote_ident(m.amname),
  CASE m.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END || ' HANDLER ' || m.amhandler::regproc, NULL, NULL, NULL
FROM pg_am m WHERE ${ofUser('pg_am', 'm.oid')}`

/** Conversions between encodings. */
export const conversions: Part = () => `
SELECT 'pg_conversion/' || c.oid, 'conversion:' || s.name || '.' || quote_ident(c.conname),
  concat_ws(' ', CASE WHEN c.condefault THEN 'DEFAULT' END, 'CONVERSION FOR',
    quote_literal(pg_encoding_to_char(c.conforencoding)), 'TO', quote_literal(pg_encoding_to_char(c.contoencoding)),
    'FROM', c.conproc::regproc), NULL, 'pg_namespace/' || c.connamespace, NULL
FROM pg_conversion c JOIN space s ON s.oid = c.connamespace WHERE ${ofUser('pg_conversion', 'c.oid')}`

const locale = (major: number): string =>
  major >= 17 ? 'c.colllocale' : major >= 15 ? 'c.colliculocale' : 'NULL::text'

/** Collations. Their version is the operating system's, not the schema's. */
export const collations: Part = (major) => `
SELECT 'pg_collation/' || c.oid, 'collation:' || s.name || '.' || quote_ident(c.collname),
  'COLLATION (' || concat_ws(', ', 'PROVIDER = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin'
      WHEN 'c' THEN 'libc' ELSE 'default' END,
    'LOCALE = ' || quote_literal(coalesce(${locale(major)}, CASE WHEN c.collcollate = c.collctype THEN c.collcollate END)),
    'LC_COLLATE = ' || quote_literal(CASE WHEN c.collcollate <> c.collctype THEN c.collcollate END),
    'LC_CTYPE = ' || quote_literal(CASE WHEN c.collcollate <> c.collctype THEN c.collctype END)${
      major >= 16 ? `, 'RULES = ' || quote_literal(c.collicurules)` : ''
    },
    CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END) || ')',
  NULL, 'pg_namespace/' || c.collnamespace, NULL
FROM pg_collation c JOIN space s ON s.oid = c.collnamespace WHERE ${ofUser('pg_collation', 'c.oid')}`
