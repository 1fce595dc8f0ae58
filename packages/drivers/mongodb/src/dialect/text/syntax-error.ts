import { SlipwayError } from '@slipway/core'

/** Where a text came from, for messages. */
export interface Source {
  readonly text: string
  /** Empty where the text is not of a file. */
  readonly file: string
}

/** `SW-SYNTAX` at an offset of a text, with line and column. */
export function syntaxError({ text, file }: Source, offset: number, what: string, hint?: string): SlipwayError {
  const { line, column } = placeOf(text, offset)
  const where = file === '' ? `line ${line}, column ${column}` : `${file}:${line}:${column}`
  return new SlipwayError('SW-SYNTAX', `${where}: ${what}. Nothing was changed.`, {
    ...(hint !== undefined && { hint }),
    details: { ...(file !== '' && { file }), line, column },
  })
}

/** Line and column of an offset, both from 1; columns count characters, not UTF-16 units. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 }
}
