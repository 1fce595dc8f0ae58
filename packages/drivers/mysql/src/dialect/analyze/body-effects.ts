import type { Name } from '../read/parsed.ts'
import { readStatement } from '../read/read-statement.ts'
import type { Syntax } from '../syntax.ts'
import { ReadError } from '../tokens/read-error.ts'
import type { Token } from '../tokens/token.ts'
import { statementTokens } from '../tokens/tokens.ts'

/** What the statements in the body of a stored program do. */
export interface BodyEffects {
  readonly writes: readonly { readonly table: Name; readonly event: string }[]
  readonly calls: readonly Name[]
  /** True when it may commit: DDL, COMMIT, prepared statements, or what cannot be read. */
  readonly commits: boolean
}

const writing: ReadonlySet<string> = new Set(['insert', 'replace', 'update', 'delete', 'load'])
const committing: ReadonlySet<string> = new Set(
  `create alter drop truncate rename grant revoke commit start rollback lock unlock analyze optimize check repair flush
  prepare execute deallocate install uninstall xa savepoint`.split(/\s+/),
)
/** After these words a statement begins. */
const before: ReadonlySet<string> = new Set([
  'then',
  'else',
  'do',
  'begin',
  'loop',
  'repeat',
  ':',
  ';',
  'row',
  'atomic',
])

const kept = new Map<string, BodyEffects>()

/** Reads the statements of a stored program; `text` is the whole CREATE statement. */
export function bodyEffects(text: string, syntax: Syntax, database: string | undefined): BodyEffects {
  const key = `${database ?? ''}\0${text}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const effects = readBody(text, syntax, database)
  if (kept.size > 500) kept.clear()
  kept.set(key, effects)
  return effects
}

function readBody(text: string, syntax: Syntax, database: string | undefined): BodyEffects {
  const writes: { readonly table: Name; readonly event: string }[] = []
  const calls: Name[] = []
  let commits = false
  try {
    const tokens = statementTokens(text, syntax)
    for (const [start, end] of inner(tokens)) {
      const word = tokens[start]?.value ?? ''
      if (committing.has(word)) {
        // ROLLBACK and SAVEPOINT in a handler undo what belongs to the unit, the journal row among it.
        commits = commits || !isTemporary(tokens.slice(start, end))
        continue
      }
      const parsed = readStatement(text.slice(tokens[start]?.start, tokens[end - 1]?.end), syntax, database)
      if (parsed.kind === 'other' && parsed.verb === 'call') calls.push(...parsed.names)
      else if ('writes' in parsed) for (const table of parsed.writes) writes.push({ table, event: parsed.kind })
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    commits = true
  }
  return { writes, calls, commits }
}

/** Temporary tables come and go without a commit. */
function isTemporary(tokens: readonly Token[]): boolean {
  return /^(create|drop)$/.test(tokens[0]?.value ?? '') && tokens[1]?.value === 'temporary'
}

/** Where the statements of a body that write, call or commit begin and end. */
function inner(tokens: readonly Token[]): readonly (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = []
  let head = true
  for (let index = 1; index < tokens.length; index++) {
    const token = tokens[index]
    const previous = tokens[index - 1]
    if (token?.kind !== 'word' || previous === undefined) continue
    const begins = before.has(previous.value) || afterHandler(tokens, index) || (head && afterHead(previous))
    if (!begins || !(writing.has(token.value) || committing.has(token.value) || token.value === 'call')) continue
    if (head && /^(replace|create)$/.test(token.value) && index < 3) continue
    head = false
    let end = index
    while (end < tokens.length && !(tokens[end]?.kind === 'symbol' && tokens[end]?.value === ';')) end++
    found.push([index, end])
  }
  return found
}

/** A body of one statement follows the head of its routine: `) INSERT …`, `DETERMINISTIC UPDATE …`. */
function afterHead({ kind, value }: Token): boolean {
  return value === ')' || kind === 'string' || /^(data|sql|deterministic|definer|invoker)$/.test(value)
}

/** `DECLARE EXIT HANDLER FOR SQLEXCEPTION ROLLBACK` */
function afterHandler(tokens: readonly Token[], index: number): boolean {
  const back = tokens.slice(Math.max(0, index - 12), index).map(({ value }) => value)
  const last = back.lastIndexOf('handler')
  return last >= 0 && !back.slice(last).includes(';')
}
