import { foreignOptions, sorted, withOptions, type Part } from './part.ts'

/** Tables, partitioned tables, partitions and foreign tables. Rows do not count, so neither do sizes. */
export const tables: Part = (major) => `
SELECT 'pg_class/' || r.oid, r.id,
  concat_ws(' ', CASE r.relkind WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
    CASE r.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
    'OF ' || format_type(nullif(r.reloftype, 0), NULL),
    CASE WHEN r.relispartition THEN 'PARTITION OF ' || up.names ELSE 'INHERITS (' || up.names || ')' END,
    pg_get_expr(r.relpartbound, r.oid),
    CASE WHEN up.pending THEN 'DETACH PENDING' END,
    CASE r.relkind WHEN 'p' THEN 'PARTITION BY ' || pg_get_partkeydef(r.oid) END,
    'USING ' || quote_ident(nullif(am.amname, 'heap')),
    CASE WHEN toast.reloptions IS NULL THEN ${withOptions('r.reloptions')}
      ELSE ${withOptions(`(r.reloptions || ARRAY(SELECT 'toast.' || t FROM unnest(toast.reloptions) t))`)} END,
    'TABLESPACE ' || quote_ident(place.spcname),
    'SERVER ' || quote_ident(server.srvname), ${foreignOptions('foreign_table.ftoptions')},
    CASE r.relreplident WHEN 'f' THEN 'REPLICA IDENTITY FULL' WHEN 'n' THEN 'REPLICA IDENTITY NOTHING'
      WHEN 'i' THEN 'REPLICA IDENTITY USING INDEX ' || coalesce(quote_ident(identity.relname), '(dropped)') END,
    CASE WHEN r.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
    CASE WHEN r.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END),
  NULL, 'pg_namespace/' || r.relnamespace, NULL
FROM relation r
LEFT JOIN (
  SELECT i.inhrelid, string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) AS names,
    bool_or(${major >= 14 ? 'i.inhdetachpending' : 'false'}) AS pending
  FROM pg_inherits i GROUP BY i.inhrelid
) up ON up.inhrelid = r.oid
LEFT JOIN pg_am am ON am.oid = r.relam
LEFT JOIN pg_class toast ON toast.oid = r.reltoastrelid AND r.reltoastrelid <> 0
LEFT JOIN pg_tablespace place ON place.oid = r.reltablespace
LEFT JOIN pg_foreign_table foreign_table ON foreign_table.ftrelid = r.oid
LEFT JOIN pg_foreign_server server ON server.oid = foreign_table.ftserver
LEFT JOIN (
  SELECT x.indrelid, c.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid WHERE x.indisreplident
) identity ON identity.indrelid = r.oid
WHERE r.relkind IN ('r', 'p', 'f')`

/** Views and materialized views. Whether a materialized view is filled is data. */
export const views: Part = () => `
SELECT 'pg_class/' || r.oid, r.id,
  concat_ws(' ', CASE r.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END,
    'USING ' || quote_ident(nullif(am.amname, 'heap')),
    ${withOptions('r.reloptions')},
    'TABLESPACE ' || quote_ident(place.spcname),
    'AS', btrim(pg_get_viewdef(r.oid))),
  CASE WHEN NOT r.relispopulated THEN 'not populated' END, 'pg_namespace/' || r.relnamespace, NULL
FROM relation r LEFT JOIN pg_am am ON am.oid = r.relam LEFT JOIN pg_tablespace place ON place.oid = r.reltablespace
WHERE r.relkind IN ('v', 'm')`

/** Sequences. That of an identity column is a part of its column, as are its parameters; it has its own only by name. */
export const sequences: Part = (_major, scope) => `
SELECT 'pg_class/' || r.oid, r.id,
  CASE WHEN d.deptype IS DISTINCT FROM 'i' OR ${scope === 'named'} THEN concat_ws(' ', 'SEQUENCE', CASE r.relpersistence WHEN 'u' THEN 'UNLOGGED' END,
    'AS ' || format_type(s.seqtypid, NULL), 'INCREMENT ' || s.seqincrement, 'MINVALUE ' || s.seqmin,
    'MAXVALUE ' || s.seqmax, 'START ' || s.seqstart, 'CACHE ' || s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' END,
    'OWNED BY ' || d.refobjid::regclass || '.' || quote_ident(a.attname)) END,
  NULL, 'pg_namespace/' || r.relnamespace,
  CASE d.deptype WHEN 'i' THEN 'column:' || d.refobjid::regclass || '.' || quote_ident(a.attname) END
FROM relation r JOIN pg_sequence s ON s.seqrelid = r.oid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
  AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE r.relkind = 'S'`

/** Extended statistics. */
export const statistics: Part = () => `
SELECT 'pg_statistic_ext/' || x.oid, 'statistics:' || s.name || '.' || quote_ident(x.stxname),
  concat_ws(' ', pg_get_statisticsobjdef(x.oid), 'STATISTICS ' || nullif(x.stxstattarget::integer, -1)),
  NULL, 'pg_class/' || x.stxrelid, NULL
FROM pg_statistic_ext x JOIN space s ON s.oid = x.stxnamespace JOIN relation r ON r.oid = x.stxrelid`

/** The per-column settings of a relation as a definition shows them: `n_distinct=5`. */
export const columnOptions = (array: string): string => `'OPTIONS (' || ${sorted(array)} || ')'`
