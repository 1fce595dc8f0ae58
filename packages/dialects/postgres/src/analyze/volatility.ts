import type { Node } from 'libpg-query'
import { strings, walk } from '../grammar/ast.ts'

/** Functions known to give another value in every row. */
const volatile: ReadonlySet<string> = new Set(
  `random random_normal gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 clock_timestamp
  timeofday nextval setval currval lastval gen_salt gen_random_bytes pg_sleep txid_current pg_current_xact_id`.split(
    /\s+/,
  ),
)

/** Functions known to give one value for the whole statement. */
const steady: ReadonlySet<string> = new Set(
  `now transaction_timestamp statement_timestamp current_setting lower upper length trim btrim ltrim rtrim concat replace
  substr substring coalesce to_char to_date to_timestamp to_number date_trunc date_part extract make_date make_interval
  make_timestamp make_timestamptz md5 abs round floor ceil greatest least jsonb_build_object json_build_object
  jsonb_build_array json_build_array to_json to_jsonb array_to_string string_to_array timezone age left right
  lpad rpad repeat encode decode chr ascii initcap split_part`.split(/\s+/),
)

/** Whether an expression gives one value for all rows. `unknown`: it calls a function that the text does not tell about. */
export function volatility(expression: Node | undefined): 'steady' | 'volatile' | 'unknown' {
  let found: 'steady' | 'volatile' | 'unknown' = 'steady'
  walk(expression, (name, body) => {
    if (name !== 'FuncCall') return
    const names = strings(body['funcname'] as readonly Node[])
    const called = names.at(-1) ?? ''
    const own = names.length === 1 || names[0] === 'pg_catalog'
    if (volatile.has(called)) found = 'volatile'
    else if (found !== 'volatile' && !(own && steady.has(called))) found = 'unknown'
  })
  return found
}
