/** Everything the command line touches outside itself, so that a test or the demo can stand in for a terminal. */
export interface Io {
  /** Absolute path of the folder that the command was started in. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Which ends are a terminal. `columns` is the width of stderr's. */
  readonly terminal: { readonly out: boolean; readonly err: boolean; readonly columns: number }
  /** Answers: what a pipe is meant to receive. Resolves when it was taken. */
  out(text: string): Promise<void>
  /** Decoration: everything else. Resolves when it was taken. */
  note(text: string): Promise<void>
  /** Asks one question; absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /** The signal that aborted. */
  readonly interrupted: () => 'SIGINT' | 'SIGTERM' | undefined
}
