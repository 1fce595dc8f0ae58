import { ofUser, type Major } from './part.ts'
import { rareCatalogs } from './rare.ts'

interface Owned {
  readonly catalog: string
  /** Prefix of the catalog's columns. */
  readonly prefix: string
  /** What `acldefault` calls this kind of object, where it has privileges. */
  readonly acl?: string
  readonly where?: string
}

const grantee = `CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END`

const relationAcl = `CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"`

// An identity or serial column's sequence always has its table's owner.
const ownedSequence = `relkind = 'S' AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
  AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i'))`

// Types of rows and arrays have the owner of what they come with.
const ownType = `typtype <> 'm' AND c.oid NOT IN (SELECT e.typarray FROM pg_type e)
  AND (typrelid = 0 OR typrelid IN (SELECT r.oid FROM pg_class r WHERE r.relkind = 'c'))`

const owned: readonly Owned[] = [
  { catalog: 'pg_class', prefix: 'rel', acl: relationAcl, where: `relkind IN ('r', 'p', 'f', 'v', 'm', 'S')` },
  { catalog: 'pg_proc', prefix: 'pro', acl: `'f'` },
  { catalog: 'pg_type', prefix: 'typ', acl: `'T'`, where: ownType },
  { catalog: 'pg_language', prefix: 'lan', acl: `'l'` },
  { catalog: 'pg_foreign_data_wrapper', prefix: 'fdw', acl: `'F'` },
  { catalog: 'pg_foreign_server', prefix: 'srv', acl: `'S'` },
  { catalog: 'pg_operator', prefix: 'opr' },
  { catalog: 'pg_opclass', prefix: 'opc' },
  { catalog: 'pg_opfamily', prefix: 'opf' },
  { catalog: 'pg_collation', prefix: 'coll' },
  { catalog: 'pg_conversion', prefix: 'con' },
  { catalog: 'pg_ts_config', prefix: 'cfg' },
  { catalog: 'pg_ts_dict', prefix: 'dict' },
  { catalog: 'pg_statistic_ext', prefix: 'stx' },
  { catalog: 'pg_publication', prefix: 'pub' },
  { catalog: 'pg_event_trigger', prefix: 'evt' },
]

const user = (catalog: string): string => ofUser(catalog, 'c.oid')

function ownersOf({ catalog, prefix, where = 'true' }: Owned): string {
  const extra = catalog === 'pg_class' ? ` AND NOT (${ownedSequence})` : ''
  return `SELECT 'owner', '${catalog}/' || c.oid, quote_ident(pg_get_userbyid(c.${prefix}owner)), NULL, NULL::boolean
FROM ${catalog} c WHERE ${where} AND ${user(catalog)}${extra}`
}

const privileges = (address: string, source: string, acl: string, type: string, owner: string): string => `
SELECT 'grant', ${address}, ${grantee},
  x.privilege_type, x.is_grantable FROM ${source}, aclexplode(${acl}) x WHERE ${acl} IS NOT NULL
UNION ALL
SELECT 'standard', ${address}, ${grantee},
  x.privilege_type, x.grantee = ${owner} FROM ${source}, aclexplode(acldefault(${type}, ${owner})) x WHERE ${acl} IS NOT NULL`

// A list that is NULL says what the defaults say, so those are skipped: most objects never had a GRANT.
const grantsOf = ({ catalog, prefix, acl = '', where = 'true' }: Owned): string =>
  privileges(
    `'${catalog}/' || c.oid`,
    `(SELECT * FROM ${catalog} c WHERE ${prefix}acl IS NOT NULL AND ${where} AND ${user(catalog)}) c`,
    `c.${prefix}acl`,
    acl,
    `c.${prefix}owner`,
  )

const columnGrants = `
SELECT 'grant', 'pg_class/' || a.attrelid || '/' || a.attnum,
  ${grantee}, x.privilege_type, x.is_grantable
FROM pg_attribute a, aclexplode(a.attacl) x WHERE a.attacl IS NOT NULL AND a.attrelid >= 16384 AND NOT a.attisdropped`

// The owner that initdb gives to `public`: the role for whoever owns the database since 15, the first superuser before.
const schemas = (major: Major): string => `
SELECT 'owner', 'pg_namespace/' || s.oid, quote_ident(pg_get_userbyid(s.nspowner)), NULL, NULL::boolean FROM space s
WHERE NOT (s.name = 'public' AND s.nspowner = ${major >= 15 ? `'pg_database_owner'::regrole` : '10'})
UNION ALL ${privileges(
  `'pg_namespace/' || c.oid`,
  '(SELECT n.oid, n.nspowner, n.nspacl FROM space s JOIN pg_namespace n ON n.oid = s.oid) c',
  'c.nspacl',
  `'n'`,
  'c.nspowner',
)}`

const defaultPrivileges = privileges(
  `'pg_default_acl/' || c.oid`,
  '(SELECT * FROM pg_default_acl WHERE defaclnamespace = 0) c',
  'c.defaclacl',
  `CASE c.defaclobjtype WHEN 'S' THEN 's' ELSE c.defaclobjtype END`,
  'c.defaclrole',
)

const schemaDefaultPrivileges = `
SELECT 'grant', 'pg_default_acl/' || c.oid, ${grantee},
  x.privilege_type, x.is_grantable FROM pg_default_acl c, aclexplode(c.defaclacl) x WHERE c.defaclnamespace <> 0`

const comments = `
SELECT 'comment', d.classoid::regclass || '/' || d.objoid || CASE d.objsubid WHEN 0 THEN '' ELSE '/' || d.objsubid END,
  NULL, d.description, NULL::boolean
FROM pg_description d WHERE d.objoid >= 16384
  OR d.classoid = 'pg_namespace'::regclass AND d.objoid = 2200 AND d.description <> 'standard public schema'`

/** Default privileges are listed grant by grant, so what they are for is a part of nothing and an object of none. */
export const defaultPrivilegeSubjects = (): string => `
SELECT 'pg_default_acl/' || d.oid, 'default-privileges:' || quote_ident(pg_get_userbyid(d.defaclrole)) || '.' ||
    CASE d.defaclnamespace WHEN 0 THEN '*' ELSE d.defaclnamespace::regnamespace::text END || '.' || CASE d.defaclobjtype
    WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types'
    WHEN 'n' THEN 'schemas' ELSE 'large-objects' END, NULL, NULL, NULL,
  CASE d.defaclnamespace WHEN 0 THEN '' ELSE 'schema:' || d.defaclnamespace::regnamespace END
FROM pg_default_acl d`

const ofObjects = (objects: readonly Owned[]): readonly string[] => [
  ...objects.map(ownersOf),
  ...objects.filter(({ acl }) => acl !== undefined).map(grantsOf),
]

const isRare = ({ catalog }: Owned): boolean => rareCatalogs.includes(catalog)

/** Owners, comments and privileges: rows of `fact`, `address`, `role`, `value`, `grantable`. */
export const access = (major: Major, how: 'usual' | 'rare'): readonly string[] =>
  how === 'rare'
    ? [...ofObjects(owned.filter(isRare)), defaultPrivileges, schemaDefaultPrivileges]
    : [...ofObjects(owned.filter((one) => !isRare(one))), columnGrants, schemas(major), comments]
