import type { Row } from '@slipway/core/plugin'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import type { Flavor } from '../dialect/syntax.ts'
import type { Send } from '../store/place.ts'
import { setting } from '../store/literal.ts'

/** Session variables that change what a statement means or how long it waits; those that a server knows are put back. */
const restored: readonly string[] = [
  'alter_algorithm',
  'auto_increment_increment',
  'auto_increment_offset',
  'autocommit',
  'big_tables',
  'binlog_format',
  'block_encryption_mode',
  'character_set_client',
  'character_set_connection',
  'character_set_database',
  'character_set_filesystem',
  'character_set_results',
  'check_constraint_checks',
  'collation_connection',
  'collation_database',
  'collation_server',
  'completion_type',
  'cte_max_recursion_depth',
  'default_collation_for_utf8mb4',
  'default_storage_engine',
  'default_table_encryption',
  'default_tmp_storage_engine',
  'default_week_format',
  'div_precision_increment',
  'explicit_defaults_for_timestamp',
  'foreign_key_checks',
  'group_concat_max_len',
  'idle_transaction_timeout',
  'information_schema_stats_expiry',
  'innodb_lock_wait_timeout',
  'innodb_strict_mode',
  'lc_time_names',
  'lock_wait_timeout',
  'low_priority_updates',
  'max_execution_time',
  'max_join_size',
  'max_sort_length',
  'max_sp_recursion_depth',
  'max_statement_time',
  'old_alter_table',
  'optimizer_switch',
  'sql_auto_is_null',
  'sql_big_selects',
  'sql_generate_invisible_primary_key',
  'sql_if_exists',
  'sql_log_bin',
  'sql_mode',
  'sql_notes',
  'sql_quote_show_create',
  'sql_require_primary_key',
  'sql_safe_updates',
  'sql_select_limit',
  'system_versioning_alter_history',
  'system_versioning_asof',
  'time_zone',
  'transaction_isolation',
  'transaction_read_only',
  'tx_isolation',
  'tx_read_only',
  'unique_checks',
  'updatable_views_with_limit',
  'wait_timeout',
]

/** Bounds of the statements to come, by session variable. */
export type Limits = Readonly<Record<string, number>>

/** What a session has that an author's statement may change. */
export interface SessionState {
  /** Sets bounds where others are set; what is not named is bounded as the session began. */
  bound(send: Send, limits?: Limits): Promise<void>
  /** Says that what is sent may change the session. */
  touched(): void
  /** True while the session is as it began, its bounds excepted: nothing was sent that may have changed it. */
  untouched(): boolean
  /** Puts back what differs from how the session began, its bounds excepted, where a statement may have changed it. */
  restore(send: Send): Promise<void>
}

/**
 * What our sessions begin with, so that a file means the same on every server. The transactions of a fence read what is
 * committed under a lock; COMMIT neither chains nor hangs up; times are written and shown in UTC, as mysqldump has it. What the server's
 * `init_connect` has set is set anew: the `sql_mode` is the one that files are read by and that was looked at.
 */
const pins = (flavor: Flavor, sqlMode: string): readonly string[] => [
  'SET NAMES utf8mb4',
  [
    `SET SESSION autocommit = 1, completion_type = 'NO_CHAIN', time_zone = '+00:00', foreign_key_checks = 1`,
    `unique_checks = 1, sql_quote_show_create = 1, sql_select_limit = 18446744073709551615`,
    flavor === 'mysql' ? 'max_execution_time = 0, information_schema_stats_expiry = 0' : 'max_statement_time = 0',
    `sql_mode = ${setting(sqlMode)}`,
  ].join(', '),
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE',
]

/** Pins a fresh session's state and remembers it. `lock`: the named lock that stands for the session. */
export async function pinState(send: Send, flavor: Flavor, sqlMode: string, lock: string): Promise<SessionState> {
  for (const text of pins(flavor, sqlMode)) await send(text)
  const names = restored.map((name) => `'${name}'`).join(', ')
  const known = (await send(`SHOW SESSION VARIABLES WHERE Variable_name IN (${names})`)).map((row) =>
    String(row['Variable_name']),
  )
  const text =
    `SELECT ${known.map((name) => `@@SESSION.${name} AS ${name}`).join(', ')}, DATABASE() AS \`database\`, ` +
    `IS_USED_LOCK('${lock}') = CONNECTION_ID() AS \`lock\`, ` +
    // Unlike NOW(), SYSDATE() goes on where the author has set the clock of the session.
    'ABS(UNIX_TIMESTAMP(SYSDATE(6)) - @@SESSION.timestamp) > 2 AS clock'
  const look = async (ask: Send): Promise<Row> => (await ask(text))[0] ?? {}
  const began = await look(send)
  const set = async (put: Send, values: Readonly<Record<string, unknown>>): Promise<void> => {
    const words = Object.entries(values).map(([name, value]) => `SESSION ${name} = ${setting(value)}`)
    if (words.length > 0) await put(`SET ${words.join(', ')}`)
  }
  /** Bounds that are set and differ from those in the beginning. */
  let bounds: Limits = {}
  let clean = true
  return {
    async bound(put, limits = {}) {
      const was = bounds
      const names = [...new Set([...Object.keys(was), ...Object.keys(limits)])]
      const wanted = names.map((name) => [name, limits[name] ?? began[name]] as const)
      const changed = wanted.filter(([name, value]) => String(value) !== String(was[name] ?? began[name]))
      await set(put, Object.fromEntries(changed))
      bounds = limits
    },
    touched: () => void (clean = false),
    untouched: () => clean,
    async restore(put) {
      if (clean) return
      const now = await look(put)
      const changed = known.filter((name) => String(now[name]) !== String(bounds[name] ?? began[name]))
      await set(put, Object.fromEntries(changed.map((name) => [name, bounds[name] ?? began[name]])))
      if (Number(now['clock']) === 1) await put('SET SESSION timestamp = DEFAULT')
      if (now['database'] !== began['database']) await put(`USE ${inBackticks(String(began['database']))}`)
      // A RELEASE_ALL_LOCKS() of the author took it: the session must not look dead while it works.
      if (Number(now['lock']) !== 1) await put(`SELECT GET_LOCK('${lock}', 0)`)
      clean = true
    },
  }
}
