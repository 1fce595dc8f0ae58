import { mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { EngineError } from './engine-error.ts'

function defaultDirectory(): string {
  const { env, platform } = process
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? homedir(), 'slipway-engines')
  // Servers refuse to run as root, and the user they are given instead cannot enter root's home.
  if (process.getuid?.() === 0) return join(platform === 'darwin' ? '/Library/Caches' : '/var/cache', 'slipway-engines')
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'slipway-engines')
}

/**
 * The folder that holds downloaded engines and the data of running servers, made when it is missing.
 * `SLIPWAY_ENGINES` names another one.
 *
 * @throws EngineError when the folder belongs to somebody else, who could then choose what we run.
 */
export async function engineDirectory(): Promise<string> {
  const directory = process.env['SLIPWAY_ENGINES'] || defaultDirectory()
  await mkdir(directory, { recursive: true, mode: 0o755 })
  const { uid } = await stat(directory)
  const self = process.getuid?.()
  if (self !== undefined && uid !== self) {
    throw new EngineError(
      `The engine folder ${directory} belongs to user ${uid}, not to user ${self}. Name another one in SLIPWAY_ENGINES.`,
    )
  }
  return directory
}
