import type { Ended } from '../child.ts'

/** One thing that a framework's own command line can do. */
export interface TwinMove {
  readonly title: string
  /** How many are applied afterwards; `undefined` where it cannot be done now. `random` is below 1. */
  to(applied: number, total: number, random: number): number | undefined
  run(to: number): Promise<void>
}

/** A project that a framework and Slipway share: the same files, the same history, one database. */
export interface Twin extends AsyncDisposable {
  /** Ids in the order of the files. */
  readonly chain: readonly string[]
  readonly moves: readonly TwinMove[]
  /** Runs the command line of Slipway. */
  slipway(...argv: readonly string[]): Promise<Ended>
  /** What the framework itself reports as applied, in the order of the files. */
  applied(): Promise<readonly string[]>
}

/** Throws what a command said, where it failed. */
export function mustSucceed(
  what: string,
  { code, output }: { readonly code: number | null; readonly output: string },
): void {
  if (code !== 0) throw new Error(`${what} exited ${code}:\n${output}`)
}
