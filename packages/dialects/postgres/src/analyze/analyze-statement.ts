import type { Analysis, AnalysisContext, Hazard, ServerFacts, Statement } from '@slipway/core/plugin'
import type { Grammar } from '../grammar/grammar.ts'
import type { Draft } from './draft.ts'
import { hazard } from './draft.ts'
import type { Known } from './known.ts'
import { readStatement } from './readers.ts'
import type { Scope } from './scope.ts'

/** The search path of a server, without what depends on who is asking. */
function pathOf(server: ServerFacts | undefined): readonly string[] {
  const setting = server?.settings['search_path'] ?? ''
  const path = setting
    .split(',')
    .map((part) => part.trim().replaceAll('"', ''))
    .filter((part) => part !== '' && part !== '$user')
  return path.length === 0 ? ['public'] : path
}

export function scopeOf(
  grammar: Grammar,
  statement: Statement,
  known: Known,
  context: { readonly server?: ServerFacts; readonly schema?: AnalysisContext['schema'] },
): Scope {
  return {
    grammar,
    text: statement.text,
    at: statement.at,
    version: Math.floor((context.server?.versionNumber ?? 180000) / 10000),
    timeZone: context.server?.settings['TimeZone'] ?? context.server?.settings['timezone'],
    schema: context.schema,
    known,
    searchPath: known.searchPath ?? pathOf(context.server),
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

export function analyzeStatement(
  statement: Statement,
  scope: Scope,
): { readonly analysis: Analysis; readonly draft: Draft } {
  const draft = readStatement(scope.grammar.parse(statement.text), scope)
  const transaction = draft.transaction ?? 'inside'
  const at = statement.at
  const hazards = [...(draft.hazards ?? []), ...general(draft)]
  const analysis: Analysis = {
    verb: draft.verb,
    objects: draft.objects ?? [],
    locks: draft.locks ?? [],
    rewrite: draft.rewrite === true,
    scan: draft.scan === true,
    transaction,
    ...(draft.control === undefined ? {} : { control: draft.control }),
    ...(draft.setting === undefined ? {} : { setting: { name: draft.setting.name, local: draft.setting.local } }),
    recovery: transaction === 'outside' ? (draft.outside ?? 'unknowable') : (draft.outside ?? 'atomic'),
    data: draft.data ?? 'none',
    opaque: draft.opaque === true,
    scope: draft.wider === true ? 'wider' : 'database',
    hazards: at === undefined ? hazards : hazards.map((one) => ({ ...one, at })),
    reverse: draft.undo(undefined),
    ...(draft.guard === undefined ? {} : { guard: draft.guard }),
  }
  return { analysis, draft }
}
