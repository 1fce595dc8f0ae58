import type { Entry, Node, ObjectNode } from './node.ts'
import { placeOf, syntaxError, type Source } from './syntax-error.ts'

/** Deeper than MongoDB nests documents (100), so that the server's own limit is the one met. */
const DEEPEST = 200

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /[\p{L}\p{N}_$.]+/uy
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/**
 * Reads JSON with comments, one value after another, and keeps where each stands. Written by hand because the readers that
 * keep positions take one value for each text, and none says what was expected instead of what it met.
 * Throws `SW-SYNTAX`, also for a key that stands twice in one object: which of the two counts would be chance.
 */
export function readNodes(source: Source): readonly Node[] {
  const { text } = source
  const nodes: Node[] = []
  let offset = skip(source, 0)
  while (offset < text.length) {
    const node = value(source, offset, 'a command: an object that starts with {', 0)
    nodes.push(node)
    offset = skip(source, node.end)
  }
  return nodes
}

function value(source: Source, start: number, expected: string, depth: number): Node {
  const { text } = source
  if (depth > DEEPEST) throw syntaxError(source, start, `more than ${DEEPEST} levels stand inside one another`)
  const sign = text[start]
  if (sign === '{') return object(source, start, depth)
  if (sign === '[') return array(source, start, depth)
  if (sign === '"') {
    const { value: content, end } = string(source, start)
    return { kind: 'string', value: content, start, end }
  }
  number.lastIndex = start
  const digits = number.exec(text)?.[0]
  word.lastIndex = start
  const letters = word.exec(text)?.[0]
  if (digits !== undefined && !/[\w.$+-]/.test(text[start + digits.length] ?? '')) {
    return { kind: 'number', raw: digits, start, end: start + digits.length }
  }
  if (letters === 'true' || letters === 'false' || letters === 'null') {
    const literal = letters === 'null' ? null : letters === 'true'
    return { kind: 'literal', value: literal, start, end: start + letters.length }
  }
  throw unexpected(source, start, expected)
}

function object(source: Source, start: number, depth: number): ObjectNode {
  const { text } = source
  const entries: Entry[] = []
  const seen = new Map<string, number>()
  let offset = skip(source, start + 1)
  if (text[offset] === '}') return { kind: 'object', entries, start, end: offset + 1 }
  for (;;) {
    if (text[offset] !== '"') {
      const bare = /^[\p{L}_$][\w$.]*/u.exec(text.slice(offset))?.[0]
      const hint = bare === undefined ? undefined : `"${bare}"   keys are written in double quotes`
      const what = text[offset] === '}' ? 'a key in double quotes after the comma' : 'a key in double quotes, or }'
      throw unexpected(source, offset, what, hint)
    }
    const { value: key, end } = string(source, offset)
    const first = seen.get(key)
    if (first !== undefined) {
      const { line, column } = placeOf(text, first)
      const what = `the key "${key}" stands twice in one object, first at ${line}:${column}`
      throw syntaxError(source, offset, what, 'keep one of the two')
    }
    seen.set(key, offset)
    const colon = skip(source, end)
    if (text[colon] !== ':') throw unexpected(source, colon, `: after the key "${key}"`)
    const found = value(source, skip(source, colon + 1), `a value for "${key}"`, depth + 1)
    entries.push({ key, value: found, start: offset, end: found.end })
    offset = skip(source, found.end)
    if (text[offset] === '}') return { kind: 'object', entries, start, end: offset + 1 }
    if (text[offset] !== ',')
      throw unexpected(source, offset, `, or } after the value of "${key}"`, opened(source, start))
    offset = skip(source, offset + 1)
  }
}

function array(source: Source, start: number, depth: number): Node {
  const { text } = source
  const items: Node[] = []
  let offset = skip(source, start + 1)
  if (text[offset] === ']') return { kind: 'array', items, start, end: offset + 1 }
  for (;;) {
    const item = value(source, offset, items.length === 0 ? 'a value, or ]' : 'a value after the comma', depth + 1)
    items.push(item)
    offset = skip(source, item.end)
    if (text[offset] === ']') return { kind: 'array', items, start, end: offset + 1 }
    if (text[offset] !== ',')
      throw unexpected(source, offset, ', or ] after a value of the list', opened(source, start))
    offset = skip(source, offset + 1)
  }
}

function string(source: Source, start: number): { readonly value: string; readonly end: number } {
  const { text } = source
  let content = ''
  let offset = start + 1
  for (;;) {
    const sign = text[offset]
    if (sign === undefined || sign === '\n') {
      throw syntaxError(source, start, 'this string has no closing "', 'a line break inside a string is written \\n')
    }
    if (sign === '"') return { value: content, end: offset + 1 }
    if (sign < ' ') throw syntaxError(source, offset, 'a control character stands in a string', 'write it as \\u00XX')
    if (sign !== '\\') {
      content += sign
      offset += 1
      continue
    }
    const next = text[offset + 1] ?? ''
    const code = /^[0-9a-fA-F]{4}$/.test(text.slice(offset + 2, offset + 6)) ? text.slice(offset + 2, offset + 6) : ''
    if (escapes[next] !== undefined) {
      content += escapes[next]
      offset += 2
    } else if (next === 'u' && code !== '') {
      content += String.fromCharCode(parseInt(code, 16))
      offset += 6
    } else {
      throw syntaxError(source, offset, `\\${next} is no escape of JSON`, '\\\\   stands for one backslash')
    }
  }
}

/** Past blanks and comments. */
function skip(source: Source, from: number): number {
  const { text } = source
  let offset = from
  for (;;) {
    if (/[\s\uFEFF]/.test(text[offset] ?? '')) offset += 1
    else if (text.startsWith('//', offset)) {
      const end = text.indexOf('\n', offset)
      offset = end < 0 ? text.length : end
    } else if (text.startsWith('/*', offset)) {
      const end = text.indexOf('*/', offset + 2)
      if (end < 0) throw syntaxError(source, offset, 'this comment has no closing */')
      offset = end + 2
    } else return offset
  }
}

function unexpected(source: Source, offset: number, expected: string, hint?: string): Error {
  const { text } = source
  word.lastIndex = offset
  const point = text.codePointAt(offset)
  const found = word.exec(text)?.[0] ?? (point === undefined ? undefined : String.fromCodePoint(point))
  const met = found === undefined ? 'the text ends here' : `there is ${found}`
  const cure = hint ?? (found === "'" ? 'strings are written in double quotes' : undefined)
  return syntaxError(source, offset, `expected ${expected}; ${met}`, cure)
}

function opened(source: Source, start: number): string {
  const { line, column } = placeOf(source.text, start)
  return `it was opened at ${line}:${column}`
}
