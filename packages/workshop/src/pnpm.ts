import { runCommand, type CommandResult } from './run-command.ts'

/** Runs the pnpm that runs this script, or else pnpm 10 through npx. */
export async function pnpm(parameters: readonly string[], cwd: string): Promise<CommandResult> {
  const self = process.env['npm_execpath']
  if (self?.includes('pnpm')) return runCommand(process.execPath, [self, ...parameters], { cwd })
  return runCommand('npx', ['-y', 'pnpm@10', ...parameters], { cwd })
}
