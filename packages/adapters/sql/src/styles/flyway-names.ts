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
  const suffix = options.suffixes.find((each) => file.name.endsWith(each))
  if (suffix === undefined) return undefined
  const stem = file.name.slice(0, file.name.length - suffix.length)
  const at = stem.indexOf(options.separator)
  if (at < 0) return undefined
  const head = stem.slice(0, at)
  const description = stem.slice(at + options.separator.length)
  const { undo, repeatable } = options.prefix
  if (head === repeatable) {
    return description === '' ? undefined : { file, kind: 'repeatable', version: undefined, description, id: stem }
  }
  for (const [kind, prefix] of [
    ['versioned', versionPrefix],
    ['undo', undo],
  ] as const) {
    const version = head.startsWith(prefix) ? parseVersion(head.slice(prefix.length)) : undefined
    if (version !== undefined) return { file, kind, version, description, id: head }
  }
  return undefined
}

const events =
  /^((before|after)(Each)?(Migrate|Undo|Clean|Info|Validate|Baseline|Repair|Connect|Repeatables|Versioned|CreateSchema)(Statement)?(Error|Applied|OperationFinish)?|createSchema|beforeCreateSchema)(__.*)?\.sql$/

/** Flyway's callbacks are SQL files named after an event. */
export function isFlywayCallback(name: string): boolean {
  return events.test(name)
}
