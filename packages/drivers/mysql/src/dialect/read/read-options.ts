import type { Cursor } from './cursor.ts'

/** Options of a table that are written in two words. */
const pairs: readonly (readonly [string, string])[] = [
  ['data', 'directory'],
  ['index', 'directory'],
  ['character', 'set'],
]

/** Reads one `NAME [=] value`; `undefined` where no option stands. */
export function readTableOption(cursor: Cursor): { readonly name: string; readonly value: string } | undefined {
  cursor.accept('default')
  const pair = pairs.find(([first, second]) => cursor.at(first, second))
  const token = cursor.peek()
  if (token?.kind !== 'word' && token?.kind !== 'name') return undefined
  cursor.take()
  if (pair !== undefined) cursor.take()
  const name = pair?.join(' ') ?? token.value.toLowerCase()
  cursor.acceptSymbol('=')
  const value = cursor.peek()
  if (value === undefined) return undefined
  if (value.kind === 'symbol' && value.value === '(') return { name: plain(name), value: cursor.group() }
  cursor.take()
  return { name: plain(name), value: value.kind === 'word' ? cursor.text.slice(value.start, value.end) : value.value }
}

function plain(name: string): string {
  return name === 'charset' ? 'character set' : name === 'type' ? 'engine' : name
}
