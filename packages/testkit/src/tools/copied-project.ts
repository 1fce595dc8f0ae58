import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const besides = ['node_modules', 'test', '.slipway']

/** A copy of a project's folder, with what the project has installed. */
export interface CopiedProject extends AsyncDisposable {
  readonly folder: string
  /**
   * Runs a script with Node.js in the copy, and answers what it wrote to stdout.
   *
   * @throws with everything that it wrote, when it does not end with 0.
   */
  node(...argv: readonly string[]): Promise<string>
  /** The same for the `slipway` of this repository, from source. */
  slipway(...argv: readonly string[]): Promise<string>
  /** Ids of what `slipway status` calls applied, in the order of the files. */
  applied(): Promise<readonly string[]>
}

interface Status {
  readonly result: { readonly migrations: readonly { readonly id: string; readonly state: string }[] }
}

/**
 * Copies a project, so that its tools can write into it.
 *
 * @param from folder of the project.
 * @param env what its programs find in their environment, besides `PATH` and `HOME`.
 */
export async function copyProject(from: URL, env: Readonly<Record<string, string>>): Promise<CopiedProject> {
  const source = fileURLToPath(from)
  const folder = await mkdtemp(join(tmpdir(), 'slipway-project-'))
  const isCopied = (path: string): boolean => !besides.includes(basename(path))
  await cp(source, folder, { recursive: true, filter: isCopied })
  await symlink(join(source, 'node_modules'), join(folder, 'node_modules'))
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const options = { cwd: folder, env: { PATH, HOME, NODE_COMPILE_CACHE, NO_COLOR: '1', ...env } }
  const node = async (...argv: readonly string[]): Promise<string> => {
    try {
      return (await run(process.execPath, ['--no-warnings', ...argv], options)).stdout
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
      throw new Error(`node ${argv.join(' ')}\n${stdout}${stderr}`, { cause: error })
    }
  }
  const slipway = (...argv: readonly string[]): Promise<string> =>
    node('--conditions=slipway-dev', 'node_modules/@slipway/cli/src/main.ts', ...argv)
  return {
    folder,
    node,
    slipway,
    async applied() {
      const { result } = JSON.parse(await slipway('status', '--json')) as Status
      return result.migrations.filter(({ state }) => state === 'applied').map(({ id }) => id)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
