const untyped = new Set([80_877_103, 80_877_104, 80_877_102])

/** Cuts the bytes that a PostgreSQL client sends into the protocol's messages. */
export interface FrontendMessages {
  /** Messages that are complete now, each with its bytes as they came. */
  take(chunk: Buffer): readonly FrontendMessage[]
}

/** One message of a client. */
export interface FrontendMessage {
  /** `Q`, `P`, `B` and so on; empty for what comes before the first typed message. */
  readonly type: string
  readonly bytes: Buffer
  /** The statements it carries, with `Q` and `P`; empty for any other. */
  readonly text: string
}

/** A `P` names the statement, mostly by nothing, before its text. */
function textOf(type: string, body: Buffer): string {
  if (type !== 'Q' && type !== 'P') return ''
  const [first = '', second = ''] = body.toString('utf8').split('\0', 2)
  return type === 'Q' ? first : second
}

/** Starts at the beginning of a connection, where a startup message without a type comes first. */
export function frontendMessages(): FrontendMessages {
  let rest: Buffer = Buffer.alloc(0)
  let started = false

  function next(): FrontendMessage | undefined {
    const head = started ? 1 : 0
    if (rest.length < head + 4) return undefined
    const length = head + rest.readInt32BE(head)
    if (rest.length < length) return undefined
    const bytes = rest.subarray(0, length)
    rest = rest.subarray(length)
    const type = started ? String.fromCharCode(bytes[0] ?? 0) : ''
    if (!started) started = !untyped.has(bytes.readInt32BE(4))
    return { type, bytes, text: textOf(type, bytes.subarray(head + 4)) }
  }

  return {
    take(chunk) {
      rest = Buffer.concat([rest, chunk])
      const messages: FrontendMessage[] = []
      for (let message = next(); message !== undefined; message = next()) messages.push(message)
      return messages
    },
  }
}
