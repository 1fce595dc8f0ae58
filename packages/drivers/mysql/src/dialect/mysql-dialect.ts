import type { Analysis, Dialect, Reverse, Schema, Statement } from '@slipway/core/plugin'
import { findAilments } from './ailments/find-ailments.ts'
import { analyzeStatement, parse } from './analyze/analyze-statement.ts'
import type { Knowledge } from './analyze/analyze-statement.ts'
import type { Known, Note } from './analyze/known.ts'
import { knownReader, nothingKnown } from './analyze/known.ts'
import type { Scope } from './analyze/scope.ts'
import { followSessionValues } from './analyze/session-values.ts'
import { compareGuarded } from './guard/compare-guarded.ts'
import { markStatement } from './mark.ts'
import { quoteIdentifier } from './names/quote-identifier.ts'
import { probeStatement } from './probe/probe-statement.ts'
import { alteredTable, isProbed, probedObjects } from './probe/probed-objects.ts'
import type { Parsed } from './read/parsed.ts'
import { undoOf } from './reverse/reverse-statement.ts'
import { withoutEscapes } from './reverse/without-escapes.ts'
import { splitScript } from './split/split-script.ts'
import type { Flavor } from './syntax.ts'
import { flavorOf, syntaxOf } from './syntax.ts'

/** What the driver knows of the server and the connection, or config states for offline work. */
export interface MysqlDialectOptions {
  /** Left out, scripts are cut as either server takes them; an analysis is told which one it is about. */
  readonly flavor?: Flavor | undefined
  /** The connected database: its own name in front of an object says nothing. */
  readonly database?: string | undefined
  /** Comparable: 80031, 101119. */
  readonly version?: number | undefined
  /** The `sql_mode` of sessions: it decides what quotes and backslashes mean. */
  readonly sqlMode?: string | undefined
}

/** MySQL or MariaDB without a connection: how scripts are cut, what statements do, and how they are undone. */
export function mysqlDialect({ flavor, database, version, sqlMode }: MysqlDialectOptions = {}): Dialect {
  const notes = new WeakMap<Analysis, Note>()
  const knownBefore = knownReader(notes)
  const syntax = syntaxOf(flavor, version, sqlMode)
  const undo = (parsed: Parsed, text: string, before: Schema | undefined): Reverse =>
    withoutEscapes(undoOf(parsed, { flavor: flavor ?? 'mysql', database, text })(before), syntax)
  const knowledge: Knowledge = {
    isProbed,
    compare: compareGuarded,
    undo: (parsed, text) => undo(parsed, text, undefined),
  }
  const scopeOf = (statement: Statement, known: Known, rest: Partial<Pick<Scope, 'server' | 'schema'>>): Scope => ({
    text: statement.text,
    at: statement.at,
    syntax: syntaxOf(
      flavorOf(rest.server?.flavor) ?? flavor,
      rest.server?.versionNumber ?? version,
      // A mode that the plan itself has set holds for the statements behind it.
      known.settings.get('sql_mode') ?? sqlMode ?? rest.server?.settings['sql_mode'],
    ),
    database,
    server: rest.server,
    schema: rest.schema,
    known,
  })
  // What is asked of a statement before it is sent is asked in a row.
  let last: { readonly text: string; readonly parsed: Parsed } | undefined
  const read = (statement: Statement): Parsed => {
    const { text } = statement
    if (last?.text !== text) last = { text, parsed: parse(scopeOf(statement, nothingKnown, {})) }
    return last.parsed
  }

  return {
    name: 'mysql',
    split: (script, file) => splitScript(script, file, syntax),
    analyze(statement, { server, schema, preceding }) {
      const scope = scopeOf(statement, knownBefore(preceding, statement.at?.file), { server, schema })
      const { analysis, draft } = analyzeStatement(scope, knowledge)
      notes.set(analysis, {
        file: statement.at?.file,
        columns: new Map(),
        engines: new Map(),
        temporary: [],
        rowVersions: new Map(),
        programs: new Map(),
        settings: new Map(),
        ...followSessionValues(scope, draft),
        ...draft.note,
      })
      return analysis
    },
    reverse(statement, before) {
      const reverse = undo(read(statement), statement.text, before)
      if (reverse.kind !== 'at-apply') return reverse
      return { kind: 'impossible', reason: 'the schema before does not say enough' }
    },
    reversedFrom: (statement) => alteredTable(read(statement)),
    probed: (statement) => probedObjects(read(statement)),
    probe: (statement, before, now) => probeStatement(read(statement), before, now),
    ailments: findAilments,
    mark: (text, marker) => markStatement(text, marker, syntax),
    quote: quoteIdentifier,
  }
}
