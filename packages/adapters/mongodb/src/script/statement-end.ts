/** A comment inside a statement, or the end of the statement. */
export interface Inside {
  /** Offset behind the closing brace. */
  readonly end: number
  readonly comments: readonly { readonly offset: number; readonly text: string }[]
}

/** Finds where an object of JSON with comments ends that begins at an offset, and the comments in it. */
export function statementEnd(text: string, start: number): Inside {
  const token = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\/|[{}]/g
  token.lastIndex = start
  const comments: { offset: number; text: string }[] = []
  let depth = 0
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const found = match[0]
    if (found === '{') depth += 1
    else if (found === '}') {
      depth -= 1
      if (depth === 0) return { end: token.lastIndex, comments }
    } else if (found.startsWith('/')) {
      comments.push({ offset: match.index, text: found.replace(/^\/[/*]+\s*|\s*\*\/$/g, '').trim() })
    }
  }
  return { end: text.length, comments }
}
