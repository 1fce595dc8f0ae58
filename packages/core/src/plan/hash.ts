import { createHash, hash } from 'node:crypto'
import type { Sha256 } from '../contract/plugin.ts'
import { putCanonicalJson, type Put } from './canonical-json.ts'

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal. */
export function sha256(text: string): Sha256 {
  return hash('sha256', text)
}

/** Characters that are gathered before they are hashed: more calls cost time, more characters memory. */
const PIECE = 65_536

/** SHA-256 of a text that comes in pieces, none of which ends within a character. */
export function hashing(): { readonly put: Put; digest(): Sha256 } {
  const hash = createHash('sha256')
  let waiting = ''
  return {
    put(piece) {
      waiting += piece
      if (waiting.length < PIECE) return
      hash.update(waiting)
      waiting = ''
    },
    digest: () => hash.update(waiting).digest('hex'),
  }
}

/** SHA-256 over a value's canonical JSON. */
export function hashValue(value: unknown): Sha256 {
  const { put, digest } = hashing()
  putCanonicalJson(value, put)
  return digest()
}

/** SHA-256 of a file's text, equal for CRLF and LF and with or without a byte order mark. */
export function textChecksum(text: string): Sha256 {
  return sha256(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
}
