import type { Syntax } from './syntax.ts'
import { tokensOf } from './tokens/tokens.ts'

/**
 * Adds a comment that names the unit. It stands behind the first word: clients and drivers cut comments off the front of a
 * statement, and the text of views, routines and triggers begins further back, so the comment is not kept with them.
 */
export function markStatement(text: string, marker: string, syntax: Syntax): string {
  const comment = `/* slipway:${marker.replaceAll('*/', '* /').replaceAll('/*', '/ *')} */`
  const first = tokensOf(text, syntax).next()
  // Comments do not nest in a versioned comment, and optimizer hints count only right behind the first word: there it has to
  // stand in front.
  const hinted = first !== undefined && /^\s*\/\*\+/.test(text.slice(first.end))
  if (first?.kind !== 'word' || first.versioned !== undefined || hinted) return `${comment} ${text}`
  return `${text.slice(0, first.end)} ${comment}${text.slice(first.end)}`
}
