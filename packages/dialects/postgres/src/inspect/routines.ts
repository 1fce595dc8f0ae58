import { notImplied, ofUser, typeList, type Part } from './part.ts'

const signature = `s.name || '.' || quote_ident(p.proname) || '(' || ${typeList('p.proargtypes::oid[]')} || ')'`

/** Functions, window functions and procedures. */
export const functions: Part = () => `
SELECT 'pg_proc/' || p.oid, CASE p.prokind WHEN 'p' THEN 'procedure:' ELSE 'function:' END || ${signature},
  btrim(pg_get_functiondef(p.oid), E'\\n'), NULL, 'pg_namespace/' || p.pronamespace, NULL
FROM pg_proc p JOIN space s ON s.oid = p.pronamespace
WHERE p.prokind <> 'a' AND ${notImplied('pg_proc', 'p.oid')}`

const named = (label: string, routine: string): string => `'${label} = ' || nullif(${routine}::oid, 0)::regproc`
const final = (label: string, modify: string, usual: string): string =>
  `CASE WHEN ${modify} <> ${usual} THEN '${label} = ' || CASE ${modify} WHEN 'r' THEN 'READ_ONLY'
    WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END`
const usualFinal = `CASE WHEN g.aggkind = 'n' THEN 'r' ELSE 'w' END::"char"`

/** Aggregates. */
export const aggregates: Part = () => `
SELECT 'pg_proc/' || p.oid, 'aggregate:' || ${signature},
  'AGGREGATE (' || pg_get_function_arguments(p.oid) || ') (' || concat_ws(', ',
    ${named('SFUNC', 'g.aggtransfn')}, 'STYPE = ' || format_type(g.aggtranstype, NULL),
    'SSPACE = ' || nullif(g.aggtransspace, 0), ${named('FINALFUNC', 'g.aggfinalfn')},
    CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END, ${final('FINALFUNC_MODIFY', 'g.aggfinalmodify', usualFinal)},
    ${named('COMBINEFUNC', 'g.aggcombinefn')}, ${named('SERIALFUNC', 'g.aggserialfn')},
    ${named('DESERIALFUNC', 'g.aggdeserialfn')}, 'INITCOND = ' || quote_literal(g.agginitval),
    ${named('MSFUNC', 'g.aggmtransfn')}, ${named('MINVFUNC', 'g.aggminvtransfn')},
    'MSTYPE = ' || format_type(nullif(g.aggmtranstype, 0), NULL), 'MSSPACE = ' || nullif(g.aggmtransspace, 0),
    ${named('MFINALFUNC', 'g.aggmfinalfn')}, CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
    ${final('MFINALFUNC_MODIFY', 'g.aggmfinalmodify', usualFinal)}, 'MINITCOND = ' || quote_literal(g.aggminitval),
    'SORTOP = ' || nullif(g.aggsortop, 0)::regoperator, CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END,
    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END) || ')',
  NULL, 'pg_namespace/' || p.pronamespace, NULL
FROM pg_proc p JOIN space s ON s.oid = p.pronamespace JOIN pg_aggregate g ON g.aggfnoid = p.oid
WHERE ${ofUser('pg_proc', 'p.oid')}`
