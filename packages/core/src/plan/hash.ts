import { createHash } from 'node:crypto'
import type { Sha256 } from '../contract/plugin.ts'
import { canonicalJson } from './canonical-json.ts'

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal. */
export function sha256(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex')
}

/** SHA-256 over a value's canonical JSON. */
export function hashValue(value: unknown): Sha256 {
  return sha256(canonicalJson(value))
}

/** SHA-256 of a file's text, equal for CRLF and LF and with or without a byte order mark. */
export function textChecksum(text: string): Sha256 {
  return sha256(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'))
}
