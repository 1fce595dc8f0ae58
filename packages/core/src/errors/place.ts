import type { Location } from '../contract/plugin.ts'

/** Heads a message with where its cause stands: `migrations/V3__x.sql:12: `. Empty where that is not known. */
export function place(at: Location | undefined): string {
  return at ? `${at.file}:${at.line}: ` : ''
}
