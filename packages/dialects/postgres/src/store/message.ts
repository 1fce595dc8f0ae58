/** A statement of a batch failed, or the connection ended while it ran. Statements before it ran; those after it did not. */
export class BatchError extends Error {
  /** Of the statement, from 0. */
  readonly index: number
  /** Where in the statement the server found fault, from 1, in characters; `undefined` where it does not say. */
  readonly position: number | undefined

  constructor(index: number, position: number | undefined, cause: unknown) {
    super('a statement of a batch failed', { cause })
    this.name = 'BatchError'
    this.index = index
    this.position = position
  }
}

/** Several statements as one message of the simple protocol. */
export interface Message {
  readonly text: string
  /** Where each statement begins, from 0, in characters as the server counts them. */
  readonly starts: readonly number[]
  /** Of its first statement in the batch. */
  readonly first: number
}

// A statement may end in a line comment, so what ends it gets lines of its own.
const between = '\n;\n'

// The server reads a whole message before it runs the first statement of it; these settings decide how it reads.
const decidesReading = /standard_conforming_strings|backslash_quote|client_encoding|\bset\s+names\b/i
const undoesIt = /^reset\s+all$/i

/** Characters of one message. The server keeps the trees of a whole message while it runs it. */
const limit = 1_000_000

const characters = (text: string): number => (/[\uD800-\uDBFF]/.test(text) ? [...text].length : text.length)

/** Joins statements into as few messages as mean the same to the server as one message for each. */
export function messagesOf(statements: readonly string[]): readonly Message[] {
  const messages: Message[] = []
  let texts: string[] = []
  let starts: number[] = []
  let length = 0
  let first = 0
  let decided = false
  const end = (next: number): void => {
    if (texts.length > 0) messages.push({ text: texts.join(between), starts, first })
    texts = []
    starts = []
    length = 0
    first = next
  }
  for (const [index, text] of statements.entries()) {
    if (length + text.length > limit) end(index)
    texts.push(text)
    starts.push(length)
    length += characters(text) + between.length
    const decides = decidesReading.test(text)
    if (decides || (decided && undoesIt.test(text))) end(index + 1)
    decided ||= decides
  }
  end(statements.length)
  return messages
}

/**
 * Which statement of a message failed after `ran` of them had run: a message that cannot be read runs none, and only the
 * position tells which one is to blame.
 */
export function blame(
  { starts, first }: Message,
  ran: number,
  position: number | undefined,
): { readonly index: number; readonly position: number | undefined } {
  // What ran is counted, whereas a database without an encoding gives positions in bytes.
  const at = position === undefined || ran > 0 ? -1 : starts.findLastIndex((start) => start < position)
  const local = Math.min(at > ran ? at : ran, starts.length - 1)
  const within = position === undefined ? undefined : position - (starts[local] ?? 0)
  return { index: first + local, position: within !== undefined && within > 0 ? within : undefined }
}
