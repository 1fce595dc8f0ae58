import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { installAlembic } from './install-alembic.ts'

/** What Alembic answered. */
export interface AlembicRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** How Alembic is run. */
export interface AlembicOptions {
  /** Added to this process's environment: where a URL belongs, never among the arguments. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Runs the real Alembic in a project's folder: `runAlembic(folder, ['upgrade', 'heads'], { env: { DATABASE_URL } })`.
 *
 * @throws EngineError when Alembic cannot be had. A command that fails answers its exit code.
 */
export async function runAlembic(
  folder: string,
  args: readonly string[],
  { env = {} }: AlembicOptions = {},
): Promise<AlembicRun> {
  const python = await installAlembic()
  const child = spawn(python.path, ['-m', 'alembic', ...args], {
    cwd: folder,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...python.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { exitCode, stdout, stderr }
}
