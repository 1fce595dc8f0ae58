import { ofUser, type Part } from './part.ts'

/** Operators. */
export const operators: Part = () => `
SELECT 'pg_operator/' || o.oid, 'operator:' || s.name || '.' || o.oprname || '(' ||
    CASE o.oprleft WHEN 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', ' || format_type(o.oprright, NULL) || ')',
  CASE o.oprcode::oid WHEN 0 THEN 'SHELL' ELSE 'OPERATOR (' || concat_ws(', ', 'FUNCTION = ' || o.oprcode,
    'COMMUTATOR = ' || nullif(o.oprcom, 0)::regoperator, 'NEGATOR = ' || nullif(o.oprnegate, 0)::regoperator,
    'RESTRICT = ' || nullif(o.oprrest::oid, 0)::regproc, 'JOIN = ' || nullif(o.oprjoin::oid, 0)::regproc,
    CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END) || ')' END,
  NULL, 'pg_namespace/' || o.oprnamespace, NULL
FROM pg_operator o JOIN space s ON s.oid = o.oprnamespace WHERE ${ofUser('pg_operator', 'o.oid')}`

/** Operator classes. Their members are their family's, in which the server keeps them. */
export const operatorClasses: Part = () => `
SELECT 'pg_opclass/' || c.oid, 'operator-class:' || s.name || '.' || quote_ident(c.opcname) || ' USING ' || quote_ident(m.amname),
  concat_ws(' ', CASE WHEN c.opcdefault THEN 'DEFAULT' END, 'FOR TYPE', format_type(c.opcintype, NULL),
    'FAMILY', f.opfnamespace::regnamespace || '.' || quote_ident(f.opfname),
    'STORAGE ' || format_type(nullif(c.opckeytype, 0), NULL)), NULL, 'pg_namespace/' || c.opcnamespace, NULL
FROM pg_opclass c JOIN space s ON s.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily WHERE ${ofUser('pg_opclass', 'c.oid')}`

/** Operator families with all that is in them. */
export const operatorFamilies: Part = () => `
SELECT 'pg_opfamily/' || f.oid, 'operator-family:' || s.name || '.' || quote_ident(f.opfname) || ' USING ' || quote_ident(m.amname),
  concat_ws(' ', 'OPERATOR FAMILY', (SELECT string_agg(concat_ws(' ', 'OPERATOR', o.amopstrategy, o.amopopr::regoperator), ', '
      ORDER BY o.amopstrategy, o.amopopr::regoperator::text COLLATE "C")
    FROM pg_amop o WHERE o.amopfamily = f.oid AND o.amopsortfamily = 0),
    (SELECT string_agg(concat_ws(' ', 'ORDERING', o.amopstrategy, o.amopopr::regoperator), ', '
      ORDER BY o.amopstrategy, o.amopopr::regoperator::text COLLATE "C")
    FROM pg_amop o WHERE o.amopfamily = f.oid AND o.amopsortfamily <> 0),
    (SELECT string_agg(concat_ws(' ', 'FUNCTION', p.amprocnum, '(' || format_type(p.amproclefttype, NULL) || ', ' ||
      format_type(p.amprocrighttype, NULL) || ')', p.amproc::oid::regprocedure), ', '
      ORDER BY p.amprocnum, p.amproc::oid::regprocedure::text COLLATE "C", format_type(p.amproclefttype, NULL) COLLATE "C",
        format_type(p.amprocrighttype, NULL) COLLATE "C")
    FROM pg_amproc p WHERE p.amprocfamily = f.oid)), NULL, 'pg_namespace/' || f.opfnamespace, NULL
FROM pg_opfamily f JOIN space s ON s.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
WHERE ${ofUser('pg_opfamily', 'f.oid')}`
