import { firing, type Part } from './part.ts'

/** Triggers. A partition's copy of its parent's shows only where it fires otherwise; 13 calls a copy internal. */
export const triggers: Part = () => `
SELECT 'pg_trigger/' || g.oid, 'trigger:' || r.name || '.' || quote_ident(g.tgname),
  concat_ws(' ', pg_get_triggerdef(g.oid), ${firing('g.tgenabled')}), NULL, 'pg_class/' || r.oid,
  CASE WHEN g.tgenabled = up.tgenabled THEN r.id END
FROM pg_trigger g JOIN relation r ON r.oid = g.tgrelid
LEFT JOIN pg_trigger up ON up.oid = g.tgparentid AND g.tgparentid <> 0
WHERE NOT g.tgisinternal OR g.tgparentid <> 0 AND g.tgconstraint = 0`

/** Rules. The one that makes a view is the view. */
export const rules: Part = () => `
SELECT 'pg_rewrite/' || w.oid, 'rule:' || r.name || '.' || quote_ident(w.rulename),
  CASE WHEN w.rulename <> '_RETURN' THEN concat_ws(' ', pg_get_ruledef(w.oid), ${firing('w.ev_enabled')}) END,
  NULL, 'pg_class/' || r.oid, CASE WHEN w.rulename = '_RETURN' THEN r.id END
FROM pg_rewrite w JOIN relation r ON r.oid = w.ev_class`

/** Row security policies. */
export const policies: Part = () => `
SELECT 'pg_policy/' || p.oid, 'policy:' || r.name || '.' || quote_ident(p.polname),
  concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    'FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
      ELSE 'ALL' END,
    'TO ' || (SELECT string_agg(CASE o WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(o)) END, ', '
      ORDER BY CASE o WHEN 0 THEN '' ELSE pg_get_userbyid(o)::text END) FROM unnest(p.polroles) o),
    'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
    'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'), NULL, 'pg_class/' || r.oid, NULL
FROM pg_policy p JOIN relation r ON r.oid = p.polrelid`
