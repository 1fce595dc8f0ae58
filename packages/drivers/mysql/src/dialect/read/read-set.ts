import { isGroup } from './columns.ts'
import type { Cursor } from './cursor.ts'
import type { Assignment, SetVariables } from './parsed.ts'

function readValue(cursor: Cursor): string {
  const first = cursor.peek()
  while (cursor.peek() !== undefined && !(cursor.peek()?.kind === 'symbol' && cursor.peek()?.value === ',')) {
    if (isGroup(cursor)) cursor.group()
    else cursor.take()
  }
  return cursor.since(first)
}

/** `@@session.x`, `@@global.x`, `@@x`. */
function systemVariable(text: string): Pick<Assignment, 'scope' | 'name'> {
  const match = /^@@(?:(global|persist|persist_only|session|local)\.)?(.*)$/.exec(text)
  const outer = match?.[1] ?? ''
  return {
    scope: /^(global|persist)/.test(outer) ? 'global' : match?.[1] === undefined ? 'next' : 'session',
    name: match?.[2] ?? '',
  }
}

/** Reads what follows SET, for variables of the session, of the server and of the user. */
export function readSet(cursor: Cursor): SetVariables {
  const assignments: Assignment[] = []
  let scope: Assignment['scope'] = 'session'
  do {
    if (['global', 'persist', 'persist_only'].some((word) => cursor.accept(word))) scope = 'global'
    else if (cursor.accept('session') || cursor.accept('local')) scope = 'session'
    const token = cursor.peek()
    if (cursor.at('names') || cursor.at('charset') || cursor.at('character', 'set')) {
      const name = cursor.take()?.value === 'names' ? 'names' : 'character set'
      cursor.accept('set')
      assignments.push({ scope: 'session', name, value: readValue(cursor) })
      continue
    }
    if (cursor.at('transaction')) {
      cursor.take()
      const value = cursor.peek()
      while (cursor.peek() !== undefined) cursor.take()
      const said = cursor.text.slice(0, token?.start).toLowerCase()
      const next = /\b(session|local|global)\b/.test(said) ? scope : 'next'
      assignments.push({ scope: next, name: 'transaction', value: cursor.since(value) })
      break
    }
    if (token?.kind === 'variable') {
      cursor.take()
      const system = token.value.startsWith('@@')
      let name = token.value
      if (system && name.endsWith('.')) name += cursor.identifier('a variable')
      if (!cursor.acceptSymbol('=')) cursor.expectSymbol(':=')
      const value = readValue(cursor)
      const target = system ? systemVariable(name) : ({ scope: 'user', name } as const)
      // Without a scope, @@x is the session's; NEXT means a single transaction only for SET TRANSACTION's variables.
      assignments.push({ ...target, scope: target.scope === 'next' ? 'session' : target.scope, value })
      continue
    }
    const name = cursor.identifier('a variable').toLowerCase()
    while (cursor.acceptSymbol('.')) cursor.identifier('a variable')
    if (!cursor.acceptSymbol('=')) cursor.expectSymbol(':=')
    assignments.push({ scope, name, value: readValue(cursor) })
  } while (cursor.acceptSymbol(','))
  return { kind: 'set', assignments }
}
