import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EngineError, installEngine } from '@slipway/testkit'

const run = promisify(execFile)

/** A command that is written in Go, at one version. */
export interface GoTool {
  readonly name: string
  readonly module: string
  /** As Go writes it: `v1.2.3`. */
  readonly version: string
  /** The package that is the command. */
  readonly command: string
  /** What to build it with; leaves out databases that are not measured. */
  readonly tags?: readonly string[]
}

async function build(tool: GoTool, folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), `${tool.name}-`))
  try {
    await writeFile(
      join(work, 'go.mod'),
      `module slipway.local/tool\n\ngo 1.24\n\nrequire ${tool.module} ${tool.version}\n`,
    )
    await writeFile(join(work, 'tools.go'), `//go:build tools\n\npackage tools\n\nimport _ "${tool.command}"\n`)
    await mkdir(folder, { recursive: true })
    const tags = tool.tags === undefined ? [] : ['-tags', tool.tags.join()]
    const flags = ['-mod=mod', '-trimpath', '-ldflags=-s -w', ...tags, '-o', join(folder, tool.name)]
    await run('go', ['build', ...flags, tool.command], { cwd: work, maxBuffer: 64 * 1024 * 1024 })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * Finds the command among the engines; builds it with this machine's Go when it is not there yet.
 *
 * @throws EngineError where there is no Go, or it cannot build the command.
 */
export async function installGoTool(tool: GoTool, report: (line: string) => void): Promise<string> {
  const home = await installEngine(`${tool.name}-${tool.version}`, async (folder) => {
    report(`building ${tool.name} ${tool.version}`)
    try {
      await build(tool, folder)
    } catch (error) {
      const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: string }
      if (code === 'ENOENT') throw new EngineError('there is no Go on this machine to build it with')
      throw new EngineError(`Go could not build it: ${(stderr ?? String(error)).trim().split('\n').at(-1)}`)
    }
  })
  return join(home, tool.name)
}
