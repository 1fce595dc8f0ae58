import type { Dialect, NewFile, ServerFacts } from '@slipway/core'

/** What converting rests on besides the project. */
export interface ConversionParts {
  /** Absolute path of the project. */
  readonly cwd: string
  readonly dialect: Dialect
  readonly server: ServerFacts
}

/** How to convert. */
export interface ConversionOptions {
  /** Where the files go, relative to the project, with forward slashes. */
  readonly folder: string
}

/** A project's migrations as files of Slipway's own style. */
export interface Conversion {
  readonly files: readonly NewFile[]
  /** Ids as the other tool has them, and as the files have them. */
  readonly migrations: readonly { readonly from: string; readonly to: string }[]
  /** Those that cannot be converted, each with a sentence that says why. */
  readonly refused: readonly { readonly id: string; readonly why: string }[]
}
