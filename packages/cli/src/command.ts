import type { LoadedConfig } from './config/load-config.ts'
import type { Flags } from './flags.ts'
import type { Io } from './io.ts'
import type { Style } from './render/style.ts'

/** Headings of `slipway --help`, in this order. */
export const groups = ['Everyday', 'Release', 'Recovery', 'Moving', 'More'] as const

export type Group = (typeof groups)[number]

/** One flag. Without `value` it is on or off. */
export interface Option {
  readonly name: string
  /** Another long name that means the same. */
  readonly alias?: string
  readonly short?: string
  /** What its value is called in help: `FILE`. */
  readonly value?: string
  readonly multiple?: boolean
  readonly summary: string
}

export interface Example {
  readonly command: string
  readonly effect: string
}

/** What a command answers. The process prints it in the form that was asked for. */
export interface Answer {
  /** The `result` of `--json`. */
  readonly result: unknown
  /** Process exit code. Default: 0. */
  readonly exit?: number
  /** `stdout` for what was asked, `stderr` for a report of what was done. Default: `stdout`. */
  readonly stream?: 'stdout' | 'stderr'
  pretty(style: Style): string
  readonly markdown?: () => string
  readonly sql?: () => string
}

export interface CommandContext {
  readonly command: string
  readonly io: Io
  readonly flags: Flags
  readonly parameters: readonly string[]
  /** How decoration on stderr is painted. */
  readonly style: Style
  /** A configuration that is not read from a file. */
  readonly preset: LoadedConfig | undefined
}

/** One verb of the command line. */
export interface Command {
  readonly name: string
  readonly aliases: readonly string[]
  readonly group: Group
  /** One line. */
  readonly summary: string
  /** As help shows them: `[ID…]`. Empty when it takes none. */
  readonly parameters: string
  /** How many parameters it takes at most. */
  readonly most: number
  readonly options: readonly Option[]
  readonly examples: readonly Example[]
  run(context: CommandContext): Promise<Answer>
}
