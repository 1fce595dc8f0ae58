import { foreignOptions, ofUser, type Part } from './part.ts'

/** Foreign-data wrappers. */
export const foreignDataWrappers: Part = () => `
SELECT 'pg_foreign_data_wrapper/' || w.oid, 'foreign-data-wrapper:' || quote_ident(w.fdwname),
  concat_ws(' ', 'FOREIGN DATA WRAPPER', 'HANDLER ' || nullif(w.fdwhandler, 0)::regproc,
    'VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc, ${foreignOptions('w.fdwoptions')}), NULL, NULL, NULL
FROM pg_foreign_data_wrapper w WHERE ${ofUser('pg_foreign_data_wrapper', 'w.oid')}`

/** Foreign servers. */
export const foreignServers: Part = () => `
SELECT 'pg_foreign_server/' || v.oid, 'foreign-server:' || quote_ident(v.srvname),
  concat_ws(' ', 'SERVER', 'TYPE ' || quote_literal(v.srvtype), 'VERSION ' || quote_literal(v.srvversion),
    'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname), ${foreignOptions('v.srvoptions')}), NULL, NULL, NULL
FROM pg_foreign_server v JOIN pg_foreign_data_wrapper w ON w.oid = v.srvfdw
WHERE ${ofUser('pg_foreign_server', 'v.oid')}`

/** User mappings, without their options: the server shows those only to some, and they are mostly secrets. */
export const userMappings: Part = () => `
SELECT 'pg_user_mapping/' || u.umid, 'user-mapping:' || quote_ident(u.srvname) || '.' ||
    CASE u.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(u.usename) END,
  'USER MAPPING', NULL, 'pg_foreign_server/' || u.srvid, NULL
FROM pg_user_mappings u`
