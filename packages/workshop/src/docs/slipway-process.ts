import { main, type Io } from '@slipway/cli'

/** One command for the process, and what becomes of it. */
export interface Asked {
  readonly argv: readonly string[]
  readonly answers: readonly string[]
}

export interface Answered {
  readonly exit: number
  /** stdout and stderr, in the order in which they were written. */
  readonly output: string
}

async function run({ argv, answers }: Asked): Promise<Answered> {
  const written: string[] = []
  const rest = [...answers]
  const io: Io = {
    cwd: process.cwd(),
    env: process.env,
    terminal: { out: false, err: false, columns: 120 },
    out: async (text) => void written.push(text),
    note: async (text) => void written.push(text),
    ...(answers.length === 0
      ? {}
      : {
          ask: async (question: string) => {
            const answer = rest.shift() ?? ''
            written.push(`${question}${answer}\n`)
            return answer
          },
        }),
    signal: new AbortController().signal,
    interrupted: () => undefined,
  }
  const exit = await main(argv, io)
  return { exit, output: written.join('') }
}

process.on('message', (asked: Asked) => void run(asked).then((answered) => process.send?.(answered)))
process.on('disconnect', () => process.exit(0))
