/** A piece of a script. `space` is whatever means nothing: blanks and comments. */
export interface Token {
  readonly kind: 'space' | 'text' | 'name' | 'word' | 'mark'
  /** Of a name, without its quotes. */
  readonly value: string
  /** Offset in the script. */
  readonly at: number
  /** Offset behind it. */
  readonly end: number
  /** False when the script ends inside it. */
  readonly closed: boolean
}

const pattern =
  /(?<space>\s+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?)|(?<text>'(?:[^']|'')*'?)|(?<name>"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|[^]/gu

const quotes: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' }

/** Reads a script by SQLite's lexical rules: https://www.sqlite.org/lang_keywords.html, …/lang_comment.html. */
export function* tokens(script: string): Generator<Token> {
  for (const match of script.matchAll(pattern)) {
    const [raw] = match
    const kind = (['space', 'text', 'name', 'word'] as const).find((each) => match.groups?.[each] !== undefined)
    const close = raw.startsWith('/*') && kind === 'space' ? '*/' : quotes[raw.charAt(0)]
    const closed = close === undefined || (raw.length > close.length && raw.endsWith(close))
    const value = kind === 'name' ? raw.slice(1, -1).replaceAll(`${close}${close}`, close ?? '') : raw
    yield { kind: kind ?? 'mark', value, at: match.index, end: match.index + raw.length, closed }
  }
}
