import type { Executions } from '../kill/stage.ts'

/** One entry of a general log, continuation lines included. */
export interface LoggedCommand {
  readonly connection: number
  /** `Connect`, `Query`, `Prepare`, `Execute`, `Quit` … */
  readonly command: string
  readonly text: string
}

// MySQL begins an entry with a time; MariaDB writes the time only when it is another one.
const head =
  /^(?:\d{4}-\d\d-\d\dT\S+|\d{6} +\d+:\d\d:\d\d)?\t+ *(\d+) (Connect|Query|Prepare|Execute|Quit|Close stmt|Init DB|Ping|Statistics|Reset stmt|Change user)\t?(.*)$/

/** Cuts a general log into entries. */
export function loggedCommands(log: string): readonly LoggedCommand[] {
  const found: { connection: number; command: string; text: string }[] = []
  for (const line of log.split('\n')) {
    const [, connection, command, text] = head.exec(line) ?? []
    const last = found.at(-1)
    if (connection !== undefined)
      found.push({ connection: Number(connection), command: command ?? '', text: text ?? '' })
    else if (last !== undefined) last.text += `\n${line}`
  }
  return found
}

/** The test itself looks for a statement by its mark. */
const looking = /\bPROCESSLIST\b/

/**
 * Counts executions of the statement that carries `mark`, in one database. The log has statements as they arrive: one in a
 * transaction counts as committed when its COMMIT arrived; of one outside a transaction the log does not say what came of it.
 */
export function mysqlExecutions(log: string, database: string, mark: string): Executions {
  const sessions = new Map<number, { inside: boolean; open: number }>()
  let [started, committed] = [0, 0]
  let outside = false
  for (const { connection, command, text } of loggedCommands(log)) {
    if (command === 'Connect') {
      if (text.includes(` on ${database} `)) sessions.set(connection, { inside: false, open: 0 })
      else sessions.delete(connection)
    }
    const session = sessions.get(connection)
    if (command !== 'Query' || session === undefined) continue
    if (text.startsWith('START TRANSACTION')) session.inside = true
    if (text.includes(mark) && !looking.test(text)) {
      started += 1
      if (session.inside) session.open += 1
      else outside = true
    }
    if (text !== 'COMMIT' && text !== 'ROLLBACK') continue
    if (text === 'COMMIT') committed += session.open
    session.inside = false
    session.open = 0
  }
  return { started, completed: undefined, committed: outside ? undefined : committed }
}
