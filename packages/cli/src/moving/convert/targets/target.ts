import type { NewFile, WrittenCall } from '@slipway/core'
import type { Written } from '../written.ts'

/** One tool's way to keep migrations in files. */
export interface Target {
  /** As `--to` takes it. */
  readonly name: string
  /**
   * `dotted`: numbers with dots or underscores, compared part by part · `digits`: one number · `sorted`: one number, of which
   * all have as many digits, because the tool sorts names as text.
   */
  readonly versions: 'dotted' | 'digits' | 'sorted'
  readonly repeatables: boolean
  /** Dialects that the tool knows. */
  readonly dialects: readonly string[]
  /** What the reading adapter calls it. */
  idOf(written: Written): string
  /** Paths relative to the folder. */
  filesOf(written: Written): readonly NewFile[]
  /** Files that the folder needs besides. */
  readonly besides?: (dialect: string) => readonly NewFile[]
  /** The adapter that reads the files. */
  callFor(folder: string): WrittenCall
}

/** The call of the adapter of plain SQL files. */
export function sqlCall(folder: string, style: string): WrittenCall {
  const options = [`locations: ${quoted(folder)}`, `style: '${style}'`]
  return { package: '@slipway/adapter-sql', factory: 'sql', source: `{ ${options.join(', ')} }` }
}

/** As it stands in source text. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** Lines as a file has them. */
export function content(...lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`
}

/** What stands where there is nothing to run, so that the file is not an empty one. */
export const nothing = '-- Nothing to run.'
