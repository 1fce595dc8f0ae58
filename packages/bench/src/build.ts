import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The root of this repository. */
export const repository: URL = new URL('../../../', import.meta.url)

/**
 * Builds every package whose sources changed: what is measured is what users install.
 *
 * @throws Error when it does not build.
 */
export async function buildPackages(): Promise<void> {
  const turbo = fileURLToPath(new URL('node_modules/.bin/turbo', repository))
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
  try {
    await run(turbo, ['run', 'build'], { cwd: fileURLToPath(repository), env, maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`The packages do not build (pnpm build):\n${`${stdout}${stderr}`.trim()}`, { cause: error })
  }
}
