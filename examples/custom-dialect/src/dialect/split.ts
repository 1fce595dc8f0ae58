import { SlipwayError } from '@slipway/core'
import type { Location, Statement } from '@slipway/core/plugin'
import { tokens, type Token } from './tokens.ts'

function place(script: string, offset: number, file: string): Required<Location> {
  const lines = script.slice(0, offset).split('\n')
  return { file, line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 }
}

const makesTrigger = (words: readonly string[]): boolean =>
  words[0] === 'CREATE' && (words[1] === 'TRIGGER' || (/^TEMP(ORARY)?$/.test(words[1] ?? '') && words[2] === 'TRIGGER'))

/** How many ENDs a trigger's body still needs: BEGIN opens one, and so does each CASE in it. */
function depthAfter(depth: number, word: string, words: readonly string[]): number {
  if (!makesTrigger(words)) return 0
  if (word === 'END') return Math.max(0, depth - 1)
  return word === 'BEGIN' || (word === 'CASE' && depth > 0) ? depth + 1 : depth
}

/**
 * Cuts a script at its semicolons, but not at those in texts, names, comments and the bodies of triggers.
 *
 * @throws SW-SYNTAX where something is not closed; SW-CLIENT-COMMAND at a dot-command of the `sqlite3` program.
 */
export function split(script: string, file: string): readonly Statement[] {
  const statements: Statement[] = []
  let first: Token | undefined
  let end = 0
  let depth = 0
  let words: string[] = []
  const refuse = (code: 'SW-SYNTAX' | 'SW-CLIENT-COMMAND', at: number, message: string): never => {
    const details = place(script, at, file)
    throw new SlipwayError(code, `${file}:${details.line}:${details.column}: ${message}. Nothing was changed.`, {
      details,
    })
  }
  const finish = (): void => {
    if (first !== undefined) statements.push({ text: script.slice(first.at, end), at: place(script, first.at, file) })
    first = undefined
    words = []
  }
  for (const token of tokens(script)) {
    if (!token.closed) refuse('SW-SYNTAX', token.at, 'what begins here is not closed')
    if (token.kind === 'space') continue
    if (token.value === ';' && token.kind === 'mark' && depth === 0) {
      finish()
      continue
    }
    if (first === undefined && token.value === '.')
      refuse('SW-CLIENT-COMMAND', token.at, 'only the sqlite3 program knows this')
    first ??= token
    end = token.end
    if (token.kind !== 'word') continue
    const word = token.value.toUpperCase()
    words.push(word)
    depth = depthAfter(depth, word, words)
  }
  if (depth > 0 && first !== undefined) refuse('SW-SYNTAX', first.at, 'the trigger that begins here lacks its END')
  finish()
  return statements
}
