// The one is shown as the other, or as a part of it.
const inner = [
  ['pg_class', 'pg_class'],
  ['pg_class', 'pg_constraint'],
  ['pg_trigger', 'pg_constraint'],
  ['pg_type', 'pg_class'],
  ['pg_type', 'pg_type'],
]
  .map((pair) => `(${pair.map((catalog) => `'${catalog}'::regclass`).join(', ')})`)
  .join(', ')

/**
 * What the server knows of dependencies, as pairs of addresses; `member` marks an object that an extension brought.
 * That a sequence goes with the column that owns it is left out: the column's default needs the sequence. So is what is
 * told otherwise: a relation's schema by its parent, a default's column by its name. TOAST tables and the triggers of
 * foreign keys are nobody's objects.
 */
export const dependencies: string = `
SELECT d.classid::regclass || '/' || d.objid || CASE d.objsubid WHEN 0 THEN '' ELSE '/' || d.objsubid END AS address,
  d.refclassid::regclass || '/' || d.refobjid || CASE d.refobjsubid WHEN 0 THEN '' ELSE '/' || d.refobjsubid END AS needs,
  d.deptype = 'e' AS member
FROM pg_depend d
WHERE d.objid >= 16384 AND (d.refobjid >= 16384 OR d.refclassid = 'pg_namespace'::regclass AND d.refobjid = 2200)
  AND d.deptype IN ('n', 'a', 'i', 'P', 'S', 'e')
  AND NOT (d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
    AND d.refobjsubid > 0 AND EXISTS (SELECT FROM pg_sequence q WHERE q.seqrelid = d.objid))
  AND NOT (d.deptype = 'i' AND (d.classid, d.refclassid) IN (${inner}))
  AND NOT (d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_namespace'::regclass)
  AND NOT (d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_attrdef a
    WHERE a.oid = d.objid AND a.adrelid = d.refobjid AND a.adnum = d.refobjsubid))`
