import { SlipwayError } from '@slipway/core'
import type { Row, Statement } from '@slipway/core/plugin'
import type { Syntax } from '../dialect/syntax.ts'
import type { Token } from '../dialect/tokens/token.ts'
import { statementTokens } from '../dialect/tokens/tokens.ts'
import type { Send } from '../store/place.ts'

const systems = "('mysql', 'information_schema', 'performance_schema', 'sys')"

/** Tables that a rollback leaves as they are. */
const withoutTransactions =
  'SELECT t.TABLE_SCHEMA AS place, t.TABLE_NAME AS name, t.ENGINE AS engine FROM information_schema.TABLES t ' +
  `WHERE t.TABLE_TYPE = 'BASE TABLE' AND t.TABLE_SCHEMA NOT IN ${systems} AND t.ENGINE NOT IN ` +
  "(SELECT e.ENGINE FROM information_schema.ENGINES e WHERE e.TRANSACTIONS = 'YES')"

/** Programs that a statement may set to work, by the name that it or another one mentions. */
const programs =
  'SELECT EVENT_OBJECT_TABLE AS name, ACTION_STATEMENT AS body FROM information_schema.TRIGGERS ' +
  `WHERE TRIGGER_SCHEMA NOT IN ${systems} UNION ALL ` +
  'SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS ' +
  `WHERE TABLE_SCHEMA NOT IN ${systems} UNION ALL ` +
  'SELECT ROUTINE_NAME, ROUTINE_DEFINITION FROM information_schema.ROUTINES ' +
  `WHERE ROUTINE_SCHEMA NOT IN ${systems}`

const writes: ReadonlySet<string> = new Set([
  'analyze',
  'delete',
  'desc',
  'describe',
  'explain',
  'insert',
  'load',
  'replace',
  'update',
  'with',
  'select',
  'do',
  'set',
])

/** Where the tables that a statement writes to have been named. Where that cannot be told, everything counts. */
function targets(tokens: readonly Token[]): readonly Token[] {
  const until = (...words: readonly string[]): readonly Token[] => {
    const end = tokens.findIndex(({ kind, value }, index) => index > 0 && kind !== 'name' && words.includes(value))
    return end < 0 ? tokens : tokens.slice(0, end)
  }
  switch (tokens[0]?.value) {
    case 'insert':
    case 'replace':
      return until('(', 'value', 'values', 'select', 'set', 'table', 'with')
    case 'update':
      return until('set')
    case 'delete':
      return until('where')
    default:
      return behind(tokens)
  }
}

/** The same of what stands behind LOAD, WITH, `SET STATEMENT … FOR` and `EXPLAIN ANALYZE`. */
function behind(tokens: readonly Token[]): readonly Token[] {
  const from = (start: number): readonly Token[] => (start < 0 ? [] : tokens.slice(start))
  const [first, second] = tokens.map(({ value }) => value)
  const at = (...words: readonly string[]): number =>
    tokens.findIndex(({ kind, value }, index) => index > 0 && kind === 'word' && words.includes(value))
  switch (first) {
    case 'load':
      return tokens
    case 'with':
      return from(
        tokens.findIndex(({ kind, value }, index) => {
          return kind === 'word' && /^(?:update|delete)$/.test(value) && tokens[index - 1]?.value !== 'for'
        }),
      )
    case 'set':
      return second === 'statement' && at('for') > 0 ? targets(from(at('for') + 1)) : []
    case 'analyze':
      return targets(from(at('delete', 'insert', 'replace', 'update', 'with')))
    case 'desc':
    case 'describe':
    case 'explain':
      return second === 'analyze' ? targets(from(1)) : []
    default:
      return []
  }
}

const names = (tokens: readonly Token[]): readonly string[] =>
  tokens.filter(({ kind }) => kind === 'word' || kind === 'name').map(({ value }) => value.toLowerCase())

function bodyNames(body: unknown, syntax: Syntax): readonly string[] {
  if (typeof body !== 'string') return []
  try {
    return names(statementTokens(body, syntax))
  } catch {
    return []
  }
}

/** Everything that is named in a statement's targets and in the programs that they or its functions set to work. */
function reachable(tokens: readonly Token[], found: readonly Row[], syntax: Syntax): ReadonlySet<string> {
  const reached = new Set(names(targets(tokens)))
  const started = new Set([...names(tokens), ...reached])
  const waiting = found.map((row) => ({ name: String(row['name']).toLowerCase(), body: row['body'] }))
  for (let index = 0; index < waiting.length; index += 1) {
    const [program] = waiting.slice(index)
    if (program === undefined || !started.has(program.name)) continue
    waiting.splice(index, 1)
    for (const name of bodyNames(program.body, syntax)) {
      reached.add(name)
      started.add(name)
    }
    index = -1
  }
  return reached
}

/** What a transaction is to know of engines. */
export interface EngineLook {
  /** Tables that a rollback leaves as they are. */
  readonly tables: readonly Row[]
  readonly programs: readonly Row[]
}

/**
 * Looks once for a whole transaction: between two statements of the author it would change what ROW_COUNT() and
 * FOUND_ROWS() answer.
 */
export async function lookAtEngines(send: Send): Promise<EngineLook> {
  const tables = await send(withoutTransactions)
  return { tables, programs: tables.length === 0 ? [] : await send(programs) }
}

/**
 * Refuses a write to a table whose engine does not take part in transactions, be it through a trigger, a view or a
 * function: such a write stays when the transaction is rolled back. (A cascade never leaves InnoDB.)
 *
 * @throws SW-TRANSACTION
 */
export function refuseEngine(
  { tables, programs: found }: EngineLook,
  statement: Statement,
  tokens: readonly Token[],
  syntax: Syntax,
): void {
  if (tables.length === 0 || !writes.has(tokens[0]?.value ?? '')) return
  const reached = reachable(tokens, found, syntax)
  const hit = tables.find(({ name }) => reached.has(String(name).toLowerCase()))
  if (hit === undefined) return
  throw new SlipwayError(
    'SW-TRANSACTION',
    `It writes to ${String(hit['place'])}.${String(hit['name'])}, whose engine ${String(hit['engine'])} does not take part in transactions. It was not sent.`,
    {
      hint: `ALTER TABLE ${String(hit['name'])} ENGINE = InnoDB;\nor state that the migration runs without a transaction`,
      details: {
        kind: 'other',
        ...(statement.at === undefined ? {} : { file: statement.at.file, line: statement.at.line }),
      },
    },
  )
}
