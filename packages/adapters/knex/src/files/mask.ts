/** Before a slash: what an expression can end with, so that the slash divides; anything else begins a regular expression. */
const endsOperand = /[\w$)\]}]$/
const keyword = /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|await|yield|else|do)$/

/**
 * JavaScript or TypeScript with everything blanked that is not code: comments, regular expressions and what stands in
 * strings. Offsets stay what they were.
 */
export function mask(text: string): string {
  let masked = ''
  // Of template literals that are open, how many braces are open in their expression.
  const templates: number[] = []
  const blank = (end: number): void => {
    masked += text.slice(masked.length, end).replace(/[^\n]/g, ' ')
  }
  while (masked.length < text.length) {
    const at = masked.length
    const character = text.charAt(at)
    const depth = templates.at(-1)
    if (text.startsWith('//', at)) blank(endOf(text, at, /\n|$/g, false))
    else if (text.startsWith('/*', at)) blank(endOf(text, at + 2, /\*\/|$/g, true))
    else if (character === "'" || character === '"') {
      masked += character
      blank(stringEnd(text, at + 1, character))
    } else if (character === '`' || (character === '}' && depth === 0)) {
      if (character === '}') templates.pop()
      const { end, opens } = templateEnd(text, at + 1)
      blank(end)
      if (opens) templates.push(0)
    } else if (character === '/' && begins(masked)) blank(regularEnd(text, at + 1))
    else {
      if (depth !== undefined && character === '{') templates[templates.length - 1] = depth + 1
      if (depth !== undefined && character === '}') templates[templates.length - 1] = depth - 1
      masked += character
    }
  }
  return masked
}

function begins(before: string): boolean {
  const code = before.trimEnd()
  return !endsOperand.test(code) || keyword.test(code.slice(-12))
}

function endOf(text: string, from: number, end: RegExp, inclusive: boolean): number {
  end.lastIndex = from
  const match = end.exec(text)
  if (match === null) return text.length
  return inclusive ? match.index + match[0].length : match.index
}

function stringEnd(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === quote || text[at] === '\n') return at + 1
  }
  return text.length
}

/** A template up to its end, or up to an expression in it. */
function templateEnd(text: string, from: number): { readonly end: number; readonly opens: boolean } {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '`') return { end: at + 1, opens: false }
    else if (text.startsWith('${', at)) return { end: at + 2, opens: true }
  }
  return { end: text.length, opens: false }
}

function regularEnd(text: string, from: number): number {
  let inClass = false
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\\') at += 1
    else if (character === '\n') return at
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (character === '/' && !inClass) return at + 1
  }
  return text.length
}
