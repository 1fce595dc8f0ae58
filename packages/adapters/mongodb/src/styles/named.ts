import type { Version } from '@slipway/core/adapter'
import { SlipwayError } from '@slipway/core'
import type { StyleName } from '../options.ts'
import type { SourceFile } from '../files/source-file.ts'

/** A file that is a migration by its name. */
export interface Named {
  readonly file: SourceFile
  readonly kind: 'versioned' | 'undo' | 'repeatable'
  /** Absent for a repeatable. */
  readonly version: Version | undefined
  readonly id: string
  readonly title: string
  readonly form: 'commands' | 'module'
}

/** One way to name files. */
export interface Style {
  readonly name: StyleName
  /** `undefined` where the name is not of this style. */
  read(file: SourceFile): Named | undefined
  /** Shown where a name is nearly one. */
  readonly shapes: string
}

const commands = /\.(?:ejson|json)$/
const modules = /\.[cm]?[jt]s$/

/** What a file holds by its ending; `undefined` for one that is neither. Type declarations and tests are neither. */
export function formOf(name: string): Named['form'] | undefined {
  if (commands.test(name)) return 'commands'
  return modules.test(name) && !/\.d\.[cm]?ts$|\.(?:test|spec)\.[cm]?[jt]s$/.test(name) ? 'module' : undefined
}

/** A name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/\.(?:ejson|json|[cm]?[jt]s)$/, '')
}

/** `add_status-to orders` → `add status to orders`. */
export function titleOf(words: string): string {
  return words.replace(/[_\-. ]+/g, ' ').trim()
}

/** A file that is surely meant as a migration and that the style cannot read. */
export function misnamed(file: SourceFile, why: string, hint: string): SlipwayError {
  return new SlipwayError('SW-SYNTAX', `${file.path} looks like a migration, but ${why}. Nothing was changed.`, {
    hint: `${hint}\nmongodbFiles({ ignore: ['${file.name}'] })   if it is none`,
    details: { file: file.path },
  })
}
