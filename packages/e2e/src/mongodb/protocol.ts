import { BSON } from 'mongodb'
import type { Protocol } from '../proxy.ts'

const OP_MSG = 2013
/** A checksum stands behind the sections. */
const CHECKSUM = 1

/** The document of a message; its document sequences are the client's own, for bulk writes. */
function textOf(message: Buffer): string {
  if (message.readInt32LE(12) !== OP_MSG) return ''
  const end = (message.readUInt32LE(16) & CHECKSUM) === 0 ? message.length : message.length - 4
  for (let offset = 20; offset < end;) {
    const size = message.readInt32LE(offset + 1)
    if (message[offset] === 0) {
      const document = BSON.deserialize(message.subarray(offset + 1, offset + 1 + size))
      // What every message carries says nothing of what it asks for.
      for (const key of ['lsid', '$clusterTime', 'signature']) delete document[key]
      return JSON.stringify(document, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    }
    offset += 1 + size
  }
  return ''
}

/** MongoDB: one answer to each message of a connection, given when the work is done. */
export const mongodbProtocol: Protocol = {
  messages() {
    let rest: Buffer = Buffer.alloc(0)
    return {
      take(chunk) {
        rest = Buffer.concat([rest, chunk])
        const messages: { bytes: Buffer; text: string }[] = []
        while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
          const bytes = rest.subarray(0, rest.readInt32LE(0))
          rest = rest.subarray(bytes.length)
          messages.push({ bytes, text: textOf(bytes) })
        }
        return messages
      },
    }
  },
  answered: () => true,
}
