/** Offsets of `--` comments inside one statement, outside of strings, quoted names and dollar quotes. */
export function* commentsInside(statement: string): Generator<{ readonly offset: number; readonly text: string }> {
  const token = /'|"|`|\/\*|--[^\n]*|\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/g
  for (let match = token.exec(statement); match !== null; match = token.exec(statement)) {
    const found = match[0]
    if (found.startsWith('--')) {
      yield { offset: match.index, text: found.replace(/^-+/, '').trim() }
      continue
    }
    if (found.startsWith('$') && /[\w$]/.test(statement.charAt(match.index - 1))) continue
    token.lastIndex = closing(statement, found, match.index)
  }
}

function closing(statement: string, opening: string, start: number): number {
  const from = start + opening.length
  if (opening === "'" && /(^|\W)[eE]$/.test(statement.slice(0, start))) {
    const end = /(?:[^'\\]|\\.|'')*'/sy
    end.lastIndex = from
    return end.exec(statement) === null ? statement.length : end.lastIndex
  }
  const end = statement.indexOf(opening === '/*' ? '*/' : opening, from)
  return end < 0 ? statement.length : end + (opening === '/*' ? 2 : opening.length)
}
