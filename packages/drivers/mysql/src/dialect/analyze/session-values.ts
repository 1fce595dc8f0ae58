import type { Token } from '../tokens/token.ts'
import { statementTokens } from '../tokens/tokens.ts'
import type { Draft } from './draft.ts'
import type { Scope } from './scope.ts'
import { refuse } from './statements/session.ts'

/** What a statement does with values that only its session knows: user variables, and LAST_INSERT_ID(). */
export interface SessionValues {
  readonly reads: readonly string[]
  readonly assigns: readonly string[]
}

const lastInsert = 'last_insert_id()'

const isVariable = (token: Token | undefined): boolean =>
  token?.kind === 'variable' && !token.value.startsWith('@@') && token.value.length > 1

/** Whether a variable gets a value where it stands: before `:=`, in SET before `=`, and behind INTO. */
function assigned(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1]?.value
  if (next === ':=') return true
  const [before] = tokens.slice(Math.max(0, index - 1), index)
  const opens = before?.kind === 'word' && /^(?:set|into)$/.test(before.value)
  const goesOn = before?.value === ',' && isVariable(tokens[index - 2]) && assigned(tokens, index - 2)
  if (tokens[0]?.value === 'set') return next === '=' && (opens || before?.value === ',')
  return opens || goesOn
}

/** Finds them in the tokens of a statement; a CALL may also assign what it is given. */
export function sessionValues(tokens: readonly Token[]): SessionValues {
  const found = tokens.flatMap((token, index) =>
    isVariable(token) ? [{ name: token.value.toLowerCase(), target: assigned(tokens, index) }] : [],
  )
  const asked = tokens.some(
    ({ kind, value }, index) =>
      kind === 'word' &&
      value === 'last_insert_id' &&
      tokens[index + 1]?.value === '(' &&
      tokens[index + 2]?.value === ')',
  )
  const verb = tokens[0]?.value
  const gives = verb === 'insert' || verb === 'replace' || verb === 'call'
  return {
    reads: [...found.filter(({ target }) => !target).map(({ name }) => name), ...(asked ? [lastInsert] : [])],
    assigns: [
      ...found.filter(({ target }) => target || verb === 'call').map(({ name }) => name),
      ...(gives ? [lastInsert] : []),
    ],
  }
}

/**
 * Tells which values of the session a statement computes, and which it sets to what any session can set again.
 *
 * @throws SW-TRANSACTION where it reads one that was computed before a border of transactions: a run that goes on from there
 *   after an interruption has another session, in which the value would be NULL or zero, without an error.
 */
export function followSessionValues(
  scope: Scope,
  draft: Draft,
): { readonly computed: readonly string[]; readonly repeated: readonly string[] } {
  // What stands in a body counts when it runs.
  if (/^(?:create|alter) (?:procedure|function|trigger|event|package)/.test(draft.verb))
    return { computed: [], repeated: [] }
  const { reads, assigns } = sessionValues(statementTokens(scope.text, scope.syntax))
  const lost = reads.find((name) => scope.known.lost.has(name))
  if (lost !== undefined) {
    const shown = lost === lastInsert ? 'LAST_INSERT_ID()' : lost
    throw refuse(
      scope,
      `${shown} was computed before a statement that commits by itself; a run that goes on behind that one after an interruption has a new session, which does not know it`,
      `Compute ${shown} behind the last statement that commits by itself, or keep it in a table.`,
    )
  }
  const again = draft.setting !== undefined && !reads.some((name) => scope.known.computed.has(name))
  return again ? { computed: [], repeated: assigns } : { computed: assigns, repeated: [] }
}
