/** One piece of server-written DDL: `text` is code between quoted pieces, or one quoted piece with its quotes. */
const pieces = /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`(?:[^`]|``)*`|[^'"`]+|['"`]/g

/** Applies `change` to code only: quoted names and strings stay as they are. */
export function mapCode(text: string, change: (code: string) => string): string {
  return text.replace(pieces, (piece) => (/^['"`]/.test(piece) ? piece : change(piece)))
}

/** Takes the wrappers off versioned comments: the server that wrote them reads what is inside. */
export function unwrapped(text: string): string {
  return mapCode(text, (code) => code.replace(/\/\*M?!\d{5,6} ?/g, '').replace(/ ?\*\//g, ''))
}

/** The text with every quoted piece and everything inside parentheses blanked out, offsets kept: what a pattern may look at. */
export function outline(text: string): string {
  let depth = 0
  return text.replace(pieces, (piece) => {
    if (/^['"`]/.test(piece)) return '_'.repeat(piece.length)
    return piece.replace(/[()]|[^()]+/g, (run) => {
      if (run === ')') depth--
      const shown = depth > 0 ? '_'.repeat(run.length) : run
      if (run === '(') depth++
      return shown
    })
  })
}

/** Cuts at the commas that stand outside of quotes and parentheses. */
export function atCommas(text: string): readonly string[] {
  if (!text.includes(',')) return [text.trim()]
  const shape = outline(text)
  const parts: string[] = []
  let start = 0
  for (let at = shape.indexOf(','); at >= 0; at = shape.indexOf(',', at + 1)) {
    parts.push(text.slice(start, at).trim())
    start = at + 1
  }
  return [...parts, text.slice(start).trim()]
}

/** Where the parenthesis that opens at `open` closes. */
export function closing(text: string, open: number): number {
  return open + 1 + outline(text.slice(open)).slice(1).indexOf(')')
}

/** A name in backticks at the head of a text, without them, and what follows. */
export function headName(text: string): readonly [name: string, rest: string] | undefined {
  const match = /^`((?:[^`]|``)*)`\s*/.exec(text)
  return match === null ? undefined : [(match[1] ?? '').replaceAll('``', '`'), text.slice(match[0].length)]
}

/** Names in backticks between the parentheses at the head of a text. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:[^`]|``)*)`/g)].map((match) => (match[1] ?? '').replaceAll('``', '`'))
}
