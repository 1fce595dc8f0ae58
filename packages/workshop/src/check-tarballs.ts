import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packPackages } from './pack-packages.ts'
import { repository } from './packages.ts'
import { runCommand, type CommandResult } from './run-command.ts'
import { tool } from './tool.ts'

/** Asks publint and attw about every public package as it would be published. */
export async function checkTarballs(): Promise<CommandResult> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-pack-'))
  try {
    const findings: string[] = []
    for (const { name, file } of await packPackages(folder)) {
      for (const check of [
        [tool('publint'), '--strict', file],
        [tool('attw'), '--profile', 'esm-only', '--no-definitely-typed', '--no-color', file],
      ]) {
        const [program = '', ...parameters] = check
        const { code, output } = await runCommand(program, parameters, { cwd: repository })
        if (code !== 0) findings.push(`${name}\n${output}`)
      }
    }
    return { code: findings.length === 0 ? 0 : 1, output: findings.join('\n') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
