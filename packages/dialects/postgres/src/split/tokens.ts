/** A word, a single character of punctuation, or a whole quoted text. Comments and blanks make no token. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'other'
  readonly start: number
  readonly end: number
}

// One alternative per rule of PostgreSQL's scan.l: blanks, line comment, words, numbers and parameters.
const blank = /[ \t\n\r\f\v]+|--[^\n\r]*/y
const word = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y
const number = /[0-9][A-Za-z0-9_.]*|\$[0-9]+/y
const dollar = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y
const plain = /'[^']*(?:''[^']*)*'/y
const escaped = /'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*'(?:[ \t\f\v\r]*\n\s*'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*')*/y
const identifier = /"[^"]*(?:""[^"]*)*"/y

function ends(pattern: RegExp, script: string, start: number): number {
  pattern.lastIndex = start
  return pattern.test(script) ? pattern.lastIndex : -1
}

/** Comments nest, as in the SQL standard. An open one reaches to the end. */
function commentEnd(script: string, start: number): number {
  const border = /\/\*|\*\//g
  border.lastIndex = start + 2
  let depth = 1
  for (let match = border.exec(script); match !== null; match = border.exec(script)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return border.lastIndex
  }
  return script.length
}

/** Reads a script token by token. A quote that is never closed reaches to the end; PostgreSQL's parser then says so. */
export function* tokens(script: string, from = 0): Generator<Token, void> {
  const end = (found: number): number => (found < 0 ? script.length : found)
  let offset = from
  while (offset < script.length) {
    const start = offset
    const char = script[start] ?? ''
    const skipped = ends(blank, script, start)
    if (skipped > 0) {
      offset = skipped
    } else if (script.startsWith('/*', start)) {
      offset = commentEnd(script, start)
    } else if (char === "'") {
      offset = end(ends(plain, script, start))
      yield { kind: 'quoted', start, end: offset }
    } else if (char === '"') {
      offset = end(ends(identifier, script, start))
      yield { kind: 'quoted', start, end: offset }
    } else if ((char === 'e' || char === 'E') && script[start + 1] === "'") {
      offset = end(ends(escaped, script, start + 1))
      yield { kind: 'quoted', start, end: offset }
    } else if (char === '$' && ends(dollar, script, start) > 0) {
      const open = script.slice(start, ends(dollar, script, start))
      const close = script.indexOf(open, start + open.length)
      offset = close < 0 ? script.length : close + open.length
      yield { kind: 'quoted', start, end: offset }
    } else {
      const wordEnd = ends(word, script, start)
      offset = wordEnd > 0 ? wordEnd : Math.max(ends(number, script, start), start + 1)
      yield { kind: wordEnd > 0 ? 'word' : 'other', start, end: offset }
    }
  }
}
