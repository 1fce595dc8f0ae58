import { readFileSync } from 'node:fs'
import { SlipwayError } from '@slipway/core'
import { relativePath } from '../project/relative-path.ts'

/**
 * The text of a script as it stands on disk.
 *
 * @throws SW-SYNTAX where it is no text that a server takes.
 */
export function readText(path: string, cwd: string): string {
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  const at = Math.max(text.indexOf('\0'), bytes.equals(Buffer.from(text, 'utf8')) ? -1 : text.indexOf('\uFFFD'))
  if (at < 0) return text
  const file = relativePath(cwd, path)
  const line = text.slice(0, at).split('\n').length
  const hint =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? `iconv -f UTF-16 -t UTF-8 ${file}   shows the text as UTF-8`
      : `iconv -f ISO-8859-1 -t UTF-8 ${file}   shows the text as UTF-8`
  throw new SlipwayError('SW-SYNTAX', `${file}:${line}: the bytes are not valid UTF-8. Nothing was changed.`, {
    hint,
    details: { file, line },
  })
}

/** With LF line ends and without a byte order mark: what is cut into statements and sent. */
export function normalized(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
}
