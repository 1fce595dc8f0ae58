import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packPackages } from './pack-packages.ts'
import { repository } from './packages.ts'
import { pnpm } from './pnpm.ts'
import { runCommand, type CommandResult } from './run-command.ts'

function succeed(what: string, { code, output }: CommandResult): void {
  if (code !== 0) throw new Error(`${what} failed:\n${output}`)
}

/**
 * Makes `folder` a project that installed the named packages of this repository as npm would bring them: built, packed,
 * and with nothing of the workspace in reach.
 *
 * @throws Error with the output of the step that failed.
 */
export async function installPacked(folder: string, names: readonly string[]): Promise<void> {
  succeed('The build', await pnpm(['run', 'build'], repository))
  const tarballs = await packPackages(folder)
  const specifiers = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]))
  const dependencies = Object.fromEntries(names.map((name) => [name, specifiers[name]]))
  const manifest = { name: 'packed', private: true, type: 'module', dependencies, overrides: specifiers }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  succeed('npm install', await runCommand('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder }))
}
