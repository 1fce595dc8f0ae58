import type { CommentMark } from './directive.ts'

/** One line of a comment that stands between statements. */
export interface CommentLine {
  /** Without the comment's own marks, trimmed. */
  readonly text: string
  /** Offset of the comment's first character. */
  readonly offset: number
  /** It begins on the line on which the scan began: it trails a statement. */
  readonly trailing: boolean
  /** The number of the block it belongs to: a blank line ends a block. */
  readonly block: number
}

export interface Gap {
  readonly comments: readonly CommentLine[]
  /** Offset of the first character that is neither blank, comment nor what parts statements. */
  readonly end: number
  /** The last comment touches what follows: no blank line between. */
  readonly touches: boolean
}

/** What stands between the statements of a language besides comments: SQL's semicolons, JSON's commas and list marks. */
const between: Readonly<Record<CommentMark, RegExp>> = { '--': /[\s;]/, '//': /[\s,[\]]/ }

/** Reads comments, and what parts statements, from an offset that is known to lie outside of any statement. */
export function scanComments(text: string, from: number, mark: CommentMark = '--'): Gap {
  const comments: CommentLine[] = []
  let offset = from
  let newlines = 0
  let firstLine = from > 0
  let block = 0
  const add = (line: string, at: number): void => {
    if (newlines > 1) block += 1
    comments.push({ text: line.trim(), offset: at, trailing: firstLine, block })
    newlines = 0
  }
  for (; offset < text.length;) {
    const character = text.charAt(offset)
    if (character === '\n') {
      newlines += 1
      firstLine = false
      offset += 1
    } else if (between[mark].test(character)) {
      offset += 1
    } else if (text.startsWith(mark, offset)) {
      const end = endOfLine(text, offset)
      add(text.slice(offset, end).replace(/^(?:-+|\/+)/, ''), offset)
      offset = end
    } else if (text.startsWith('/*', offset) && !/^\/\*[!+]/.test(text.slice(offset, offset + 3))) {
      const end = endOfBlock(text, offset, mark === '--')
      let at = offset
      for (const line of text.slice(offset, end).split('\n')) {
        add(line.replace(/^\s*(\/\*+|\*(?!\/))?/, '').replace(/\*+\/$/, ''), at)
        at += line.length + 1
      }
      offset = end
    } else break
  }
  return { comments, end: offset, touches: comments.length > 0 && newlines <= 1 }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

/** SQL's block comments stand inside one another, JavaScript's do not. */
function endOfBlock(text: string, from: number, nested: boolean): number {
  let depth = 0
  for (let offset = from; offset < text.length; offset += 1) {
    if (text.startsWith('/*', offset) && (nested || depth === 0)) {
      depth += 1
      offset += 1
    } else if (text.startsWith('*/', offset)) {
      depth -= 1
      offset += 1
      if (depth === 0) return offset + 1
    }
  }
  return text.length
}
