import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a command left. */
export interface CommandResult {
  readonly code: number
  /** Everything it wrote, in order. */
  readonly output: string
}

/** Runs a command to its end, with variables added to the environment. A text goes through the shell, a list does not. */
export async function runCommand(
  command: string | readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<CommandResult> {
  const [program = '', ...parameters] = typeof command === 'string' ? [command] : command
  const child = spawn(program, parameters, {
    cwd,
    env,
    shell: typeof command === 'string',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const pieces: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? 1, output: Buffer.concat(pieces).toString('utf8') }
}
