import { ReadError } from './read-error.ts'

/** Where a text in quotes ends; a doubled quote stands for itself. Throws a `ReadError` when it stays open. */
export function quotedEnd(script: string, start: number, backslash: boolean): number {
  const quote = script[start] ?? ''
  for (let offset = start + 1; offset < script.length; offset++) {
    const char = script[offset]
    if (char === '\\' && backslash) offset++
    else if (char === quote) {
      if (script[offset + 1] !== quote) return offset + 1
      offset++
    }
  }
  const what = quote === '`' ? 'name in backticks' : 'text in quotes'
  throw new ReadError(start, `this ${what} is never closed with ${quote}`)
}

const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' }

/** What a text in quotes says. */
export function unquoted(text: string, backslash: boolean): string {
  const quote = text[0] ?? ''
  const inner = text.slice(1, -1).replaceAll(quote + quote, quote)
  if (!backslash || !inner.includes('\\')) return inner
  return inner.replaceAll(/\\([^])/gu, (_, char: string) => escapes[char] ?? char)
}
