import type { Dialect, TransactionMode } from '@slipway/core/plugin'
import type { Version } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import type { ResolvedOptions } from '../options.ts'
import type { StyleName } from './style-name.ts'

/** A file, or one of the scripts that it holds. */
export interface Script {
  readonly file: SourceFile
  /** Where the file holds more than this script. */
  readonly own?: OwnText
  /** 1-based: where the script begins. */
  readonly line: number
}

/** One script of a file that holds several. */
export interface OwnText {
  /** To be split, with the line structure of its file: what does not belong to it is blanked, never cut. */
  readonly text: string
  /** What the checksum is taken over: without what is not this script's. */
  readonly raw: string
}

/** The text to be split. Throws `SW-SYNTAX` where the file cannot be read. */
export function textOf({ file, own }: Script): string {
  return own?.text ?? file.text()
}

/** What the checksum is taken over. Throws `SW-SYNTAX` where the file cannot be read. */
export function rawOf({ file, own }: Script): string {
  return own?.raw ?? file.text()
}

/** One migration as a style found it, before its statements are read. */
export interface Source {
  /** What the tool itself calls it. */
  readonly id: string
  readonly title: string
  /** Absent for a repeatable. */
  readonly version: Version | undefined
  readonly repeatable: boolean
  readonly up: Script
  readonly down: Script | undefined
  /** Where the style itself says so. */
  readonly transaction: TransactionMode | undefined
  /** Every file that is renamed with it, the one that names it first. */
  readonly files: readonly SourceFile[]
}

/** What a style reads files with. */
export interface StyleContext {
  /** Files that `ignore` names: what hangs on them is left out with them. */
  readonly ignored: readonly SourceFile[]
  readonly options: ResolvedOptions
  readonly dialect: Dialect
}

/** What a new migration holds, before a style gives it names and markers. */
export interface Draft {
  readonly slug: string
  readonly title: string
  readonly now: Date
  readonly repeatable: boolean
  readonly header: readonly string[]
  /** Where the undo is a file of its own. */
  readonly downHeader: readonly string[]
  readonly up: readonly string[]
  /** `undefined`: the reverse is to be derived. */
  readonly down: readonly string[] | undefined
  /** Runs before the statements, inside their transaction. */
  readonly settings: readonly string[]
  /** Written around the statements where the tool does not open a transaction itself. */
  readonly begin: string | undefined
  readonly commit: string | undefined
}

/** A file name and its lines. */
export interface DraftFile {
  readonly name: string
  readonly lines: readonly string[]
}

/** One tool's way to name and cut its files. */
export interface Style {
  readonly name: StyleName
  /** How many of the files are surely of this style. */
  detect(files: readonly SourceFile[], options: ResolvedOptions): number
  /** Throws `SW-SYNTAX`, `SW-UNSUPPORTED` or `SW-DUPLICATE`, naming the file and what cures it. In no particular order. */
  read(files: readonly SourceFile[], context: StyleContext): readonly Source[]
  /** `existing` are the migrations there are, in order. */
  create(draft: Draft, existing: readonly Source[], context: StyleContext): readonly DraftFile[]
}
