import { ofUser, type Part } from './part.ts'

/** Text search configurations with their mappings. */
export const textSearchConfigurations: Part = () => `
SELECT 'pg_ts_config/' || c.oid, 'text-search-configuration:' || s.name || '.' || quote_ident(c.cfgname),
  concat_ws(' ', 'PARSER', p.prsnamespace::regnamespace || '.' || quote_ident(p.prsname),
    (SELECT string_agg('MAPPING FOR ' || k.alias || ' WITH ' || k.dictionaries, ' ' ORDER BY k.alias) FROM (
      SELECT t.alias, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
      FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
      WHERE m.mapcfg = c.oid GROUP BY t.alias) k)), NULL, 'pg_namespace/' || c.cfgnamespace, NULL
FROM pg_ts_config c JOIN space s ON s.oid = c.cfgnamespace JOIN pg_ts_parser p ON p.oid = c.cfgparser
WHERE ${ofUser('pg_ts_config', 'c.oid')}`

/** Text search dictionaries. */
export const textSearchDictionaries: Part = () => `
SELECT 'pg_ts_dict/' || d.oid, 'text-search-dictionary:' || s.name || '.' || quote_ident(d.dictname),
  'TEMPLATE ' || t.tmplnamespace::regnamespace || '.' || quote_ident(t.tmplname) ||
    coalesce(' (' || d.dictinitoption || ')', ''), NULL, 'pg_namespace/' || d.dictnamespace, NULL
FROM pg_ts_dict d JOIN space s ON s.oid = d.dictnamespace JOIN pg_ts_template t ON t.oid = d.dicttemplate
WHERE ${ofUser('pg_ts_dict', 'd.oid')}`

/** Text search parsers. */
export const textSearchParsers: Part = () => `
SELECT 'pg_ts_parser/' || p.oid, 'text-search-parser:' || s.name || '.' || quote_ident(p.prsname),
  'PARSER (' || concat_ws(', ', 'START = ' || p.prsstart, 'GETTOKEN = ' || p.prstoken, 'END = ' || p.prsend,
    'HEADLINE = ' || nullif(p.prsheadline::oid, 0)::regproc, 'LEXTYPES = ' || p.prslextype) || ')',
  NULL, 'pg_namespace/' || p.prsnamespace, NULL
FROM pg_ts_parser p JOIN space s ON s.oid = p.prsnamespace WHERE ${ofUser('pg_ts_parser', 'p.oid')}`

/** Text search templates. */
export const textSearchTemplates: Part = () => `
SELECT 'pg_ts_template/' || t.oid, 'text-search-template:' || s.name || '.' || quote_ident(t.tmplname),
  'TEMPLATE (' || concat_ws(', ', 'INIT = ' || nullif(t.tmplinit::oid, 0)::regproc, 'LEXIZE = ' || t.tmpllexize) || ')',
  NULL, 'pg_namespace/' || t.tmplnamespace, NULL
FROM pg_ts_template t JOIN space s ON s.oid = t.tmplnamespace WHERE ${ofUser('pg_ts_template', 't.oid')}`
