import type { ServerFacts, Timeouts } from '@slipway/core/plugin'

const limit = 2_147_483_647
const milliseconds = (value: number): number => Math.min(limit, Math.max(0, Math.round(value)))

/** SET LOCAL statements that bound a transaction and our own stall in it, as far as the server knows them. */
export function transactionLimits(timeouts: Timeouts, server: ServerFacts): readonly string[] {
  const set = (name: string, value: number): string => `SET LOCAL ${name} = ${milliseconds(value)}`
  // In PGlite an idle or transaction timeout would end the whole process, and nobody can be kept waiting.
  if (server.flavor === 'pglite')
    return [set('lock_timeout', timeouts.lock), set('statement_timeout', timeouts.statement)]
  return [
    set('lock_timeout', timeouts.lock),
    set('statement_timeout', timeouts.statement),
    set('idle_in_transaction_session_timeout', timeouts.idle),
    ...(server.versionNumber >= 170000 ? [set('transaction_timeout', timeouts.transaction)] : []),
    // Ends a statement whose client is gone. Servers on other systems than Linux may refuse the setting.
    ...(server.versionNumber >= 140000 && server.settings['platform'] === 'linux'
      ? [set('client_connection_check_interval', 2000)]
      : []),
  ]
}

const comments = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/

// They hold locks that let reads and writes pass, so that a queue behind them harms nobody. VACUUM FULL is none of them,
// and what a comment or a name says does not count.
const patient = [
  /^(?:create\s+(?:unique\s+)?|drop\s+)index\s+concurrently\b/i,
  /^reindex\s+(?:\([^)]*\)\s*)?(?:index|table|schema|database|system)\s+concurrently\b/i,
  /^reindex\s+\([^)]*\bconcurrently\b(?!\s+(?:off|false|0))/i,
  /^alter\s+table\b[^;]*\bdetach\s+partition\s+[^\s;]+\s+concurrently\s*;?\s*$/i,
  /^refresh\s+materialized\s+view\s+concurrently\b/i,
  /^alter\s+table\s+[^\s;]+\s+validate\s+constraint\s+[^\s;,]+\s*;?\s*$/i,
  /^vacuum\b(?!\s*\([^)]*\bfull\b)(?!\s+full\b)/i,
]

/** SET statements that bound one statement outside a transaction. */
export function statementLimits(timeouts: Timeouts, text: string): readonly string[] {
  const bare = text.replace(comments, '')
  const lock = patient.some((form) => form.test(bare)) ? timeouts.concurrently : timeouts.lock
  return [`SET lock_timeout = ${milliseconds(lock)}`, `SET statement_timeout = ${milliseconds(timeouts.statement)}`]
}
