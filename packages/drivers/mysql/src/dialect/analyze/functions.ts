import { namesOf } from '../names/object-id.ts'
import { statementTokens } from '../tokens/tokens.ts'
import { bodyEffects } from './body-effects.ts'
import type { Scope } from './scope.ts'

/** Functions of the connected database that the schema or the plan knows, by lower-case name. */
function ownFunctions(scope: Scope): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [id, { definition }] of Object.entries(scope.schema?.objects ?? {})) {
    if (id.startsWith('function:')) found.set((namesOf(id)[0] ?? '').toLowerCase(), definition)
  }
  for (const [id, text] of scope.known.programs) {
    if (id.startsWith('function:')) found.set((namesOf(id)[0] ?? '').toLowerCase(), text)
  }
  return found
}

/** True when a statement calls a stored function that writes: stored functions cannot commit, so no more than that is open. */
export function callsUnknown(scope: Scope): boolean {
  const own = ownFunctions(scope)
  if (own.size === 0) return false
  const tokens = statementTokens(scope.text, scope.syntax)
  return tokens.some((token, index) => {
    const next = tokens[index + 1]
    const called = next?.kind === 'symbol' && next.value === '(' && (token.kind === 'word' || token.kind === 'name')
    const text = called ? own.get(token.value.toLowerCase()) : undefined
    if (text === undefined) return false
    const effects = bodyEffects(text, scope.syntax, scope.database)
    return effects.writes.length > 0 || effects.calls.length > 0 || effects.commits
  })
}
