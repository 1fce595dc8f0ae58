/** The version of the contract between core and its plugins. A plugin states the one it was written for. */
export const CONTRACT = 1 as const

/** What every plugin is: a plain object from a factory, imported explicitly in `slipway.config.ts`. */
export interface Plugin<Kind extends string> {
  readonly kind: Kind
  /** Unique within a config; plans and journals name plugins by it. */
  readonly name: string
  /** A literal, so that a mismatch is a compile error; checked again when a config is resolved. */
  readonly contract: typeof CONTRACT
}

/** A value that survives a JSON round trip unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Lower-case hexadecimal SHA-256. */
export type Sha256 = string

/** Where a piece of text stands. `file` is relative to the project, with forward slashes. */
export interface Location {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in characters. */
  readonly column?: number
}
