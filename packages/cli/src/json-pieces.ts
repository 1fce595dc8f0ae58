/** Characters of a piece, about. */
const PIECE = 262_144

/** How deep a value is taken apart: the units of a plan within an answer lie there. */
const DEPTH = 5

/**
 * JSON as the command line prints it: two spaces, one newline at the end. It comes in pieces, since that of ten thousand
 * migrations takes more memory as one text than all the rest.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  let waiting = ''
  for (const piece of members(value, DEPTH, '\n')) {
    waiting += piece
    if (waiting.length < PIECE) continue
    yield waiting
    waiting = ''
  }
  yield `${waiting}\n`
}

function* members(value: unknown, depth: number, line: string): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null || 'toJSON' in value) {
    // No text of JSON has a line break but between members.
    yield (JSON.stringify(value, undefined, 2) ?? 'null').replaceAll('\n', line)
    return
  }
  const isList = Array.isArray(value)
  const [open, close] = isList ? '[]' : '{}'
  let before = `${open}${line}  `
  let empty = true
  for (const [key, member] of isList ? value.entries() : Object.entries(value)) {
    if (!isList && (member === undefined || typeof member === 'function')) continue
    yield isList ? before : `${before}${JSON.stringify(key)}: `
    yield* members(member, depth - 1, `${line}  `)
    before = `,${line}  `
    empty = false
  }
  yield empty ? `${open}${close}` : `${line}${close}`
}
