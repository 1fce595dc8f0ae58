import type { Node } from 'libpg-query'
import { strings, walk } from '../grammar/ast.ts'
import { hasFunction } from '../names/schema-index.ts'
import type { Scope } from './scope.ts'

/** Functions that reach other databases, files or programs. */
const outward =
  /^(dblink\w*|lo_import|lo_export|pg_read_file|pg_read_binary_file|pg_ls_\w+|pg_stat_file|pg_file_\w+|pg_reload_conf|pg_rotate_logfile|pg_promote|pg_terminate_backend|pg_cancel_backend|pg_create_\w*replication_slot|pg_drop_replication_slot|pg_switch_wal)$/

/**
 * Families of built-in functions that only compute or read, with the few that change a sequence. Whatever is not among
 * them is taken to be able to do anything.
 */
const harmless =
  /^(pg_|json|array_|string_|to_|date_|make_|regexp_|row_|format|current_|has_|obj_|col_|txid_|ts_|inet|num|quote_|st_|range_|cube|percentile|stddev|var_|bit_|bool_|xml|uuid|gen_random_|unicode|sha|width_|regr_|covar_|parse_|starts_|encode|decode)/
const plain: ReadonlySet<string> = new Set(
  `count sum min max avg now random lower upper length char_length octet_length trim btrim ltrim rtrim concat concat_ws replace
  substr substring position strpos left right lpad rpad repeat reverse split_part initcap translate chr ascii md5 abs round
  floor ceil ceiling trunc sqrt power mod exp ln log sign greatest least coalesce nullif every age extract timezone
  clock_timestamp statement_timestamp transaction_timestamp timeofday isfinite justify_days justify_hours justify_interval
  generate_series generate_subscripts unnest cardinality rank dense_rank ntile lag lead first_value last_value nth_value
  cume_dist percent_rank mode corr nextval setval currval lastval set_config version user session_user overlay
  lower_inc upper_inc isempty tsvector plainto_tsquery phraseto_tsquery websearch_to_tsquery setweight any_value
  similarity word_similarity unaccent hstore crypt digest hmac gen_salt uuidv4 uuidv7 div gcd lcm factorial like ilike
  host family network netmask broadcast abbrev masklen exists`.split(/\s+/),
)

/** Names of all functions called anywhere in a tree. */
export function calledFunctions(tree: unknown): readonly (readonly string[])[] {
  const found: (readonly string[])[] = []
  walk(tree, (name, body) => {
    if (name === 'FuncCall') found.push(strings(body['funcname'] as readonly Node[]))
  })
  return found
}

export function reachesOut(names: readonly string[]): boolean {
  return outward.test(names.at(-1) ?? '')
}

/** True for a function whose doing cannot be told from its name. */
export function mayDoAnything(scope: Scope, names: readonly string[]): boolean {
  const name = names.at(-1) ?? ''
  if (names.length > 1 && names[0] !== 'pg_catalog') return true
  return hasFunction(scope.schema, name) || !(harmless.test(name) || plain.has(name))
}
