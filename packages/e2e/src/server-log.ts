import type { Executions } from './kill/stage.ts'

/** One message of the server's log, continuation lines included. */
export interface LogMessage {
  readonly pid: number
  /** `LOG`, `ERROR`, `STATEMENT` … */
  readonly level: string
  readonly text: string
}

const head =
  /^\d{4}-\d\d-\d\d \S+ \S+ \[(\d+)\] (?:.*? )?(LOG|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|WARNING|NOTICE|CONTEXT):  (.*)$/

/** Cuts the log of a testkit server into messages. */
export function logMessages(log: string): readonly LogMessage[] {
  const messages: { pid: number; level: string; text: string }[] = []
  for (const line of log.split('\n')) {
    const [, pid, level, text] = head.exec(line) ?? []
    const last = messages.at(-1)
    if (pid !== undefined) messages.push({ pid: Number(pid), level: level ?? '', text: text ?? '' })
    else if (last !== undefined && line !== '') last.text += `\n${line}`
  }
  return messages
}

// Journal rows and stored plans quote the statements of migrations, and the comment at the head of a message does.
const quotes = /\b(journal|checkpoint)"? \(project|^\/\*[^]*\*\/ BEGIN /

const runs = (message: string, mark: string): boolean =>
  // The log begins each further line of a message with a tab.
  message.split(/\n\t?;\n\t?/).some((statement) => statement.includes(mark) && !quotes.test(statement))

/**
 * Counts executions of the statement that carries `mark`. Needs a server with `log_statement = all` and
 * `log_min_duration_statement = 0`, which logs each message twice: before it runs, and when it is done.
 */
export function executions(log: string, mark: string): Executions {
  const running = new Map<number, string>()
  const open = new Map<number, { inside: boolean; done: number }>()
  let [started, completed, committed] = [0, 0, 0]
  for (const { pid, level, text } of logMessages(log)) {
    if (level !== 'LOG') continue
    const statement = /^(?:statement|execute [^:]*): (.*)$/s.exec(text)?.[1]
    const session = open.get(pid) ?? { inside: false, done: 0 }
    open.set(pid, session)
    if (statement !== undefined) {
      running.set(pid, statement)
      if (runs(statement, mark)) started += 1
      continue
    }
    if (!text.startsWith('duration: ')) continue
    const done = running.get(pid) ?? ''
    running.delete(pid)
    const marked = runs(done, mark)
    if (marked) completed += 1
    if (/^(\/\*[^]*\*\/)?\s*BEGIN\b/i.test(done)) session.inside = true
    if (marked) {
      if (session.inside) session.done += 1
      else committed += 1
    }
    if (/\bCOMMIT\s*;?\s*$/i.test(done)) {
      committed += session.done
      session.inside = false
      session.done = 0
    } else if (/^\s*ROLLBACK\b(?! TO)/i.test(done)) {
      session.inside = false
      session.done = 0
    }
  }
  return { started, completed, committed }
}
