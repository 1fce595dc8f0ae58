import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a finished command left: its exit code and everything it wrote. */
export interface CommandResult {
  readonly code: number
  readonly output: string
}

/** Where and how a command runs. */
export interface CommandOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Gets what the command writes, as it comes. */
  readonly show?: (text: string) => void
}

/** Runs a program to its end, without input, and keeps what it writes. It ends when this process does. */
export async function runCommand(
  program: string,
  parameters: readonly string[],
  { show = () => {}, ...options }: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(program, parameters, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const end = (): void => void child.kill('SIGTERM')
  process.once('exit', end)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      show(text)
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  process.off('exit', end)
  return { code: code ?? 1, output }
}
