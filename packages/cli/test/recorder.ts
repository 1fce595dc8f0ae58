import type { Io } from '../src/io.ts'

/** A terminal that keeps what is written to it. */
export interface Recorder {
  readonly io: Io
  out(): string
  err(): string
}

/** Makes one. `answers` are given to questions in turn; without them nobody can answer. */
export function recorder(
  options: {
    readonly cwd?: string
    readonly env?: Io['env']
    readonly answers?: readonly string[]
    readonly terminal?: boolean
  } = {},
): Recorder {
  const out: string[] = []
  const err: string[] = []
  const answers = options.answers === undefined ? undefined : [...options.answers]
  const terminal = options.terminal ?? false
  return {
    io: {
      cwd: options.cwd ?? import.meta.dirname,
      env: options.env ?? {},
      terminal: { out: terminal, err: terminal, columns: 100 },
      out: async (text) => void out.push(text),
      note: async (text) => void err.push(text),
      ...(answers === undefined
        ? {}
        : {
            ask: async (question: string) => {
              err.push(question)
              return answers.shift() ?? ''
            },
          }),
      signal: new AbortController().signal,
      interrupted: () => undefined,
    },
    out: () => out.join(''),
    err: () => err.join(''),
  }
}
