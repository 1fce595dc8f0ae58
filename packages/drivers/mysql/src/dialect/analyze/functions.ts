import type { ObjectId } from '@slipway/core/plugin'
import { namesOf } from '../names/object-id.ts'
import type { Token } from '../tokens/token.ts'
import { statementTokens } from '../tokens/tokens.ts'
import { bodyEffects } from './body-effects.ts'
import type { Scope } from './scope.ts'
import { found } from './scope.ts'

/** Functions of the connected database that write, by lower-case name: those of the schema, and those of the plan. */
function writingFunctions(scope: Scope): ReadonlyMap<string, ObjectId> {
  const texts = new Map<ObjectId, string>()
  for (const [id, { definition }] of Object.entries(scope.schema?.objects ?? {})) {
    if (id.startsWith('function:') && found(scope, id) !== undefined) texts.set(id, definition)
  }
  for (const [id, text] of scope.known.programs) if (id.startsWith('function:')) texts.set(id, text)
  const writing = [...texts].filter(([, text]) => {
    const { writes, calls, commits } = bodyEffects(text, scope.syntax, scope.database)
    return writes.length > 0 || calls.length > 0 || commits
  })
  return new Map(writing.map(([id]) => [(namesOf(id)[0] ?? '').toLowerCase(), id]))
}

function isCall(tokens: readonly Token[], index: number): boolean {
  const [token, next] = [tokens[index], tokens[index + 1]]
  return next?.kind === 'symbol' && next.value === '(' && (token?.kind === 'word' || token?.kind === 'name')
}

/** Stored functions that a statement calls and that write. A stored function cannot commit, so no more than that is open. */
export function writingCalls(scope: Scope): readonly ObjectId[] {
  const own = writingFunctions(scope)
  if (own.size === 0) return []
  const tokens = statementTokens(scope.text, scope.syntax)
  const called = tokens.flatMap((token, index) => {
    const id = isCall(tokens, index) ? own.get(token.value.toLowerCase()) : undefined
    return id === undefined ? [] : [id]
  })
  return [...new Set(called)]
}
