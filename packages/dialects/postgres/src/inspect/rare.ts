import { firstUserObject } from './part.ts'

/** Catalogs in which hardly any database has a row of its own, and every row that is read has a number of a user's object. */
export const rareCatalogs: readonly string[] = [
  'pg_operator',
  'pg_opclass',
  'pg_opfamily',
  'pg_collation',
  'pg_conversion',
  'pg_cast',
  'pg_transform',
  'pg_language',
  'pg_am',
  'pg_event_trigger',
  'pg_ts_config',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_publication',
]

// A user mapping needs a foreign server. What a subscription connects with is for nobody to read, where it belongs is.
const others = [
  'SELECT FROM pg_default_acl',
  'SELECT FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())',
]

/** A condition: there is something in one of these catalogs. Asking costs less than preparing to read them all. */
export const hasRare: string = [
  ...rareCatalogs.map((catalog) => `SELECT FROM ${catalog} WHERE oid >= ${firstUserObject}`),
  ...others,
]
  .map((query) => `EXISTS (${query})`)
  .join(' OR ')
