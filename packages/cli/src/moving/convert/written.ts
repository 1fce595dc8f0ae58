import type { Allowance, Migration, Step } from '@slipway/core'

/** A step as a file of SQL can hold it. */
export type WritableStep = Exclude<Step, { readonly kind: 'code' }> & {
  /** Lines of prose that stand above it. */
  readonly comments?: readonly string[]
}

/** A migration without code, ready to be written; what could not be brought along stands in its notes. */
export interface Converted {
  readonly source: Migration
  readonly up: readonly WritableStep[]
  /** As in `Migration`: absent, or stated that there is none. */
  readonly down: readonly WritableStep[] | null | undefined
  /** Why it cannot be undone, where that is known. */
  readonly irreversible?: string
  /** Written as comments at the head. */
  readonly notes: readonly string[]
}

/** What a style writes into files: names and headers are decided, places are not. */
export interface Written {
  /** Absent for a repeatable. */
  readonly version: string | undefined
  /** The title as part of a file name. */
  readonly slug: string
  /** `reason`, `tags` and their kin, as comments say them. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly notes: readonly string[]
  /** For the whole migration. */
  readonly allow: readonly Allowance[]
  readonly irreversible: string | undefined
  readonly transaction: Migration['transaction']
  readonly up: readonly WritableStep[]
  readonly down: readonly WritableStep[] | undefined
}
