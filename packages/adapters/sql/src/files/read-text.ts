import { TextDecoder } from 'node:util'
import { SlipwayError } from '@slipway/core'
import { readBytes } from './read-bytes.ts'

/**
 * Decodes a file, drops one byte order mark and makes every line end an LF, so that a checkout with other line ends has
 * the same checksum and sends the same statements. Throws `SW-SYNTAX` where the bytes are not of the encoding.
 */
export function readText(absolute: string, path: string, encoding: string): string {
  const decoded = decode(readBytes(absolute), path, encoding)
  const unmarked = decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded
  const text = unmarked.includes('\r') ? unmarked.replace(/\r\n?/g, '\n') : unmarked
  const nul = text.indexOf('\0')
  if (nul >= 0) {
    const line = text.slice(0, nul).split('\n').length
    throw new SlipwayError(
      'SW-SYNTAX',
      `${path}:${line}: a NUL byte stands in the file; no server takes one in a statement. Nothing was changed.`,
      {
        hint: `tr -d '\\000' < ${path}   shows the text without it\nsql({ encoding: 'utf-16le' })   if it was saved as UTF-16`,
        details: { file: path, line },
      },
    )
  }
  return text
}

type Decode = (bytes: Buffer) => string

const decoders = new Map<string, Decode>()

function decoderOf(encoding: string): Decode {
  const known = decoders.get(encoding)
  if (known !== undefined) return known
  const decode = newDecoder(encoding)
  decoders.set(encoding, decode)
  return decode
}

function newDecoder(encoding: string): Decode {
  // The Encoding Standard reads the label latin1 as windows-1252; Java's ISO-8859-1, which Flyway uses, is true latin1.
  if (/^(latin1|iso-?8859-1)$/i.test(encoding)) return (bytes) => bytes.toString('latin1')
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  return (bytes) => decoder.decode(bytes)
}

function decode(bytes: Buffer, path: string, encoding: string): string {
  try {
    return decoderOf(encoding)(bytes)
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new SlipwayError('SW-CONFIG', `sql(): encoding '${encoding}' is not known`, {
        hint: "encoding: 'utf-8', 'latin1', 'windows-1252', 'utf-16le', …",
      })
    }
    const utf16 =
      bytes[0] === 0xff && bytes[1] === 0xfe
        ? 'utf-16le'
        : bytes[0] === 0xfe && bytes[1] === 0xff
          ? 'utf-16be'
          : undefined
    const line = firstBadLine(bytes, encoding)
    throw new SlipwayError('SW-SYNTAX', `${path}:${line}: the bytes are not valid ${encoding}. Nothing was changed.`, {
      hint:
        utf16 === undefined
          ? `sql({ encoding: 'latin1' })   if that is what it was saved as\niconv -f ISO-8859-1 -t UTF-8 ${path}   converts it (its checksum changes)`
          : `sql({ encoding: '${utf16}' })   it begins with the mark of that encoding`,
      details: { file: path, line },
    })
  }
}

function firstBadLine(bytes: Buffer, encoding: string): number {
  let line = 1
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start)
    const stop = end < 0 ? bytes.length : end + 1
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(start, stop))
    } catch {
      return line
    }
    start = stop
  }
  return 1
}
