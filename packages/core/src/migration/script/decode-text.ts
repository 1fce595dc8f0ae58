import { SlipwayError } from '../../errors/slipway-error.ts'

/**
 * The text of a file: UTF-8, without a byte order mark, with LF line ends, so that a checkout with other ones has the same
 * checksum.
 *
 * @param file as messages name it.
 * @throws SW-SYNTAX naming the line whose bytes are not UTF-8.
 */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n')
  } catch (cause) {
    const read = new TextDecoder().decode(bytes)
    const line = read.slice(0, read.indexOf('\uFFFD')).split(/\r\n?|\n/).length
    throw new SlipwayError('SW-SYNTAX', `${file}:${line}: the bytes are not valid UTF-8. Nothing was changed.`, {
      hint: `iconv -f ISO-8859-1 -t UTF-8 ${file}   converts it (its checksum changes)`,
      cause,
      details: { file, line },
    })
  }
}
