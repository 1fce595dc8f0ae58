import { parseVersion, type Version } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import type { ResolvedOptions } from '../options.ts'

export interface Named {
  readonly file: SourceFile
  readonly kind: 'versioned' | 'undo' | 'repeatable'
  readonly version: Version | undefined
  readonly description: string
  readonly id: string
}

/** Takes a name apart; `undefined` where it is not one of Flyway's. */
export function wellNamed(file: SourceFile, versionPrefix: string, options: ResolvedOptions): Named | undefined {
  const { name } = file
  const suffix = options.suffixes.find((each) => name.endsWith(each))
  if (suffix === undefined) return undefined
  const stem = name.slice(0, name.length - suffix.length)
  const at = stem.indexOf(options.separator)
  if (at < 0) return undefined
  const head = stem.slice(0, at)
  const description = stem.slice(at + options.separator.length)
  const { undo, repeatable } = options.prefix
  if (head === repeatable) {
    return description === '' ? undefined : { file, kind: 'repeatable', version: undefined, description, id: stem }
  }
  const version = versionAfter(versionPrefix, head)
  if (version !== undefined) return { file, kind: 'versioned', version, description, id: head }
  const undone = versionAfter(undo, head)
  return undone === undefined ? undefined : { file, kind: 'undo', version: undone, description, id: head }
}

function versionAfter(prefix: string, head: string): Version | undefined {
  return head.startsWith(prefix) ? parseVersion(head.slice(prefix.length)) : undefined
}

const events =
  /^((before|after)(Each)?(Migrate|Undo|Clean|Info|Validate|Baseline|Repair|Connect|Repeatables|Versioned|CreateSchema)(Statement)?(Error|Applied|OperationFinish)?|createSchema|beforeCreateSchema)(__.*)?\.sql$/

/** Flyway's callbacks are SQL files named after an event. */
export function isFlywayCallback(name: string): boolean {
  return events.test(name)
}
