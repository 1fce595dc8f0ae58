import type { Analysis, Dialect } from '@slipway/core/plugin'
import { analyzeStatement, scopeOf } from './analyze/analyze-statement.ts'
import type { Known, Note } from './analyze/known.ts'
import { knownReader } from './analyze/known.ts'
import type { Grammar } from './grammar/grammar.ts'
import { loadGrammar } from './grammar/grammar.ts'
import { idsOf, probedObjects } from './probe/probed-objects.ts'
import { probeStatement } from './probe/probe-statement.ts'
import { splitScript } from './split/split-script.ts'

/** The part of the dialect that takes the grammar. */
export type WithGrammar = Pick<Dialect, 'split' | 'analyze' | 'reverse' | 'probed' | 'probe'>

const nothingKnown: Known = { made: new Map(), columns: new Map(), searchPath: undefined }

let loading: Promise<Grammar> | undefined

/** Loads PostgreSQL's own grammar, once for all dialects, and gives what it makes possible. */
export async function withGrammar(): Promise<WithGrammar> {
  loading ??= loadGrammar()
  const grammar = await loading
  const notes = new WeakMap<Analysis, Note>()
  const known = knownReader(notes)

  return {
    split: (script, file) => splitScript(grammar, script, file),
    analyze(statement, context) {
      const { analysis, draft } = analyzeStatement(
        statement,
        scopeOf(grammar, statement, known(context.preceding), context),
      )
      notes.set(analysis, {
        file: statement.at?.file,
        columns: draft.columns ?? new Map(),
        ...(draft.searchPath === undefined ? {} : { searchPath: draft.searchPath }),
      })
      return analysis
    },
    reverse(statement, before) {
      const { draft } = analyzeStatement(statement, scopeOf(grammar, statement, nothingKnown, { schema: before }))
      const reverse = draft.undo(before)
      if (reverse.kind !== 'at-apply') return reverse
      return { kind: 'impossible', reason: 'the schema before does not say enough' }
    },
    probed: (statement) =>
      idsOf(probedObjects(grammar.parse(statement.text), scopeOf(grammar, statement, nothingKnown, {}))),
    probe: (statement, before, now) =>
      probeStatement({
        node: grammar.parse(statement.text),
        scope: scopeOf(grammar, statement, nothingKnown, {}),
        before,
        now,
      }),
  }
}
