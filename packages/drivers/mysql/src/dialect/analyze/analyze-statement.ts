import { SlipwayError } from '@slipway/core'
import type { Analysis, Hazard, RecoveryClass, Reverse } from '@slipway/core/plugin'
import { cursorOf } from '../read/cursor.ts'
import type { Parsed } from '../read/parsed.ts'
import { readStatement } from '../read/read-statement.ts'
import { ReadError } from '../tokens/read-error.ts'
import { alterTable } from './alter-table/alter-table.ts'
import { createIndex, dropIndex } from './alter-table/index-statements.ts'
import type { Draft } from './draft.ts'
import { hazard } from './draft.ts'
import type { Compare } from './guards.ts'
import type { Scope } from './scope.ts'
import { createObject, dropObjects } from './statements/objects.ts'
import { otherStatement } from './statements/other.ts'
import { changeRows, select } from './statements/rows.ts'
import { refuseReleasingLocks, setVariables, transaction } from './statements/session.ts'
import { createTable, dropTables, renameTables, truncate } from './statements/tables.ts'

/** What the rest of the dialect knows that an analysis rests on. */
export interface Knowledge {
  /** True when a look at the catalog tells whether an interrupted statement took effect. */
  readonly isProbed: (parsed: Parsed) => boolean
  readonly compare: Compare
  /** How a statement is undone, as far as its text tells. */
  readonly undo: (parsed: Parsed, text: string) => Reverse
}

function draftOf(parsed: Parsed, scope: Scope, { compare }: Knowledge): Draft {
  switch (parsed.kind) {
    case 'create table':
      return createTable(parsed, scope, compare)
    case 'alter table':
      return alterTable(parsed, scope)
    case 'create index':
      return createIndex(parsed, scope, compare)
    case 'drop index':
      return dropIndex(parsed, scope)
    case 'drop':
      return parsed.what === 'table' ? dropTables(parsed, scope) : dropObjects(parsed, scope)
    case 'rename table':
      return renameTables(parsed, scope)
    case 'create':
    case 'alter':
      return createObject(parsed, scope, compare)
    case 'truncate':
      return truncate(parsed, scope)
    case 'select':
      return select(parsed, scope)
    case 'set':
      return setVariables(parsed, scope)
    case 'other':
      return transaction(parsed, scope) ?? otherStatement(parsed, scope)
    default:
      return changeRows(parsed, scope)
  }
}

/** What a statement gets for reaching beyond what it names, whichever way it does. */
function general(draft: Draft): readonly Hazard[] {
  const has = (code: string): boolean => (draft.hazards ?? []).some((one) => one.code === code)
  const wider = draft.wider === true && !has('SW-WIDER-SCOPE')
  const opaque = draft.opaque === true && !has('SW-OPAQUE') && !has('SW-UNKNOWABLE')
  return [
    ...(wider ? [hazard('SW-WIDER-SCOPE', 'inform', 'It reaches beyond this database.')] : []),
    ...(opaque
      ? [hazard('SW-OPAQUE', 'inform', 'What it touches cannot be told from its text, so its undo has to be written.')]
      : []),
  ]
}

/** Reads the text of a statement. Throws `SW-SYNTAX` where it cannot be read. */
export function parse(scope: Scope): Parsed {
  try {
    return readStatement(withoutPrefix(scope), scope.syntax, scope.database)
  } catch (error) {
    if (!(error instanceof ReadError)) throw error
    throw syntaxError(scope, error)
  }
}

function syntaxError({ at, text }: Scope, { message, offset }: ReadError): SlipwayError {
  const first = text.trim().split('\n', 1)[0] ?? ''
  if (at === undefined) return new SlipwayError('SW-SYNTAX', `${message}, in: ${first}\nNothing was changed.`)
  const line = at.line + text.slice(0, offset).split('\n').length - 1
  return new SlipwayError('SW-SYNTAX', `${at.file}:${line}: ${message}, in: ${first}\nNothing was changed.`, {
    hint: `Correct ${at.file} at line ${line}.`,
    details: { file: at.file, line },
  })
}

const runs = ['select', 'update', 'delete', 'insert', 'replace', 'with']

/**
 * What a statement runs behind its first words: MariaDB's `SET STATEMENT max_statement_time = 5 FOR …` and `ANALYZE …`, and
 * `EXPLAIN ANALYZE …` of both.
 */
function withoutPrefix({ text, syntax, database }: Scope): string {
  const cursor = cursorOf(text, syntax, database)
  if (syntax.flavor !== 'mysql' && cursor.accept('set', 'statement')) {
    while (cursor.peek() !== undefined && !cursor.accept('for')) cursor.take()
    return text.slice(cursor.peek()?.start ?? 0)
  }
  const explained = cursor.accept('explain') || cursor.accept('describe') || cursor.accept('desc')
  if (!cursor.accept('analyze') || (!explained && syntax.flavor === 'mysql')) return text
  if (cursor.accept('format')) {
    cursor.acceptSymbol('=')
    cursor.take()
  }
  return runs.some((word) => cursor.at(word)) ? text.slice(cursor.peek()?.start ?? 0) : text
}

export function analyzeStatement(
  scope: Scope,
  knowledge: Knowledge,
): { readonly analysis: Analysis; readonly draft: Draft } {
  refuseReleasingLocks(scope)
  const parsed = parse(scope)
  const draft = draftOf(parsed, scope, knowledge)
  const hazards = [...(draft.hazards ?? []), ...general(draft)]
  const { at } = scope
  const analysis: Analysis = {
    verb: draft.verb,
    objects: draft.objects ?? [],
    locks: draft.locks ?? [],
    rewrite: draft.rewrite === true,
    scan: draft.scan === true,
    transaction: draft.outside === undefined ? 'inside' : 'outside',
    ...(draft.control === undefined ? {} : { control: draft.control }),
    ...(draft.setting === undefined ? {} : { setting: draft.setting }),
    recovery: recoveryOf(draft, parsed, knowledge),
    data: draft.data ?? 'none',
    opaque: draft.opaque === true,
    scope: draft.wider === true ? 'wider' : 'database',
    hazards: at === undefined ? hazards : hazards.map((one) => ({ ...one, at })),
    reverse: draft.reverse ?? knowledge.undo(parsed, scope.text),
    ...(draft.guard === undefined ? {} : { guard: draft.guard }),
  }
  return { analysis, draft }
}

function recoveryOf({ outside, guard }: Draft, parsed: Parsed, { isProbed }: Knowledge): RecoveryClass {
  if (outside === undefined) return 'atomic'
  if (outside !== 'ddl') return outside
  if (guard?.verdict === 'noop') return 'repeatable'
  return isProbed(parsed) ? 'probed' : 'unknowable'
}
