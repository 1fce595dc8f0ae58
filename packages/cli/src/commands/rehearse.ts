import type { Migration, Workspace } from '@slipway/core'
import type { RehearsalReport, TestCommand } from '@slipway/rehearsal'
import type { Command, CommandContext } from '../command.ts'
import { isOn, textOf } from '../flags.ts'
import { withWorkspace } from '../with-workspace.ts'

async function chosen(context: CommandContext, workspace: Workspace): Promise<readonly string[] | undefined> {
  if (!isOn(context.flags, 'changed')) return context.parameters.length === 0 ? undefined : context.parameters
  const { loadMigrations } = await import('@slipway/core')
  const { changedFiles } = await import('../changed-files.ts')
  const files = new Set(await changedFiles(workspace.environment.cwd, context.io.env))
  const isChanged = ({ location, downLocation }: Migration) =>
    files.has(location.file) || (downLocation !== undefined && files.has(downLocation.file))
  return (await loadMigrations(workspace)).filter(isChanged).map(({ id }) => id)
}

async function testCommand({ flags, io }: CommandContext, folder: string): Promise<TestCommand | undefined> {
  const command = textOf(flags, 'test')
  if (command === undefined) return undefined
  const { runCommand } = await import('../run-command.ts')
  const variable = textOf(flags, 'url-env')
  return {
    command,
    run: (words, env) => runCommand(words, { ...io.env, ...env }, folder),
    ...(variable === undefined ? {} : { variable }),
  }
}

async function perform(
  context: CommandContext,
  workspace: Workspace,
): Promise<{ report: RehearsalReport; files: readonly string[] }> {
  const { rehearse: rehearseAll, writeProofs } = await import('@slipway/rehearsal')
  const migrations = await chosen(context, workspace)
  const test = await testCommand(context, workspace.environment.cwd)
  const report = await rehearseAll(workspace, {
    ...(migrations === undefined ? {} : { migrations }),
    ...(test === undefined ? {} : { test }),
    ...(isOn(context.flags, 'batch') ? { batch: true } : {}),
    ...(isOn(context.flags, 'keep') ? { keep: true } : {}),
    ...(isOn(context.flags, 'on-target-server') ? { onTargetServer: true } : {}),
  })
  return { report, files: await writeProofs(workspace.environment.cwd, report) }
}

export const rehearse: Command = {
  name: 'rehearse',
  aliases: [],
  group: 'Release',
  summary: 'prove on a scratch database that migrations can be rolled back: up, check, down, compare, up',
  parameters: '[ID…]',
  most: Infinity,
  options: [
    { name: 'batch', summary: 'judge them together only, for migrations that make no sense one by one' },
    { name: 'test', value: 'COMMAND', summary: 'run the tests of the application on the new schema' },
    {
      name: 'url-env',
      value: 'NAME',
      summary: 'the variable that gives the test command its scratch URL (default: DATABASE_URL)',
    },
    { name: 'changed', summary: 'the migrations that this git branch adds or changes' },
    { name: 'keep', summary: 'leave the scratch database and print its URL' },
    { name: 'on-target-server', summary: "make the scratch database on a protected target's own server" },
  ],
  examples: [
    { command: 'slipway rehearse', effect: 'everything that is pending' },
    {
      command: 'slipway rehearse --changed --test "npm test"',
      effect: 'on a pull request; proofs land in .slipway/proofs',
    },
    { command: 'slipway rehearse V20261122_002 --keep', effect: 'one migration, and a look at what it left' },
  ],
  async run(context) {
    const { catalogue } = await import('@slipway/core')
    const { report, files } = await withWorkspace(context, ({ workspace }) => perform(context, workspace), 'progress')
    const { renderRehearsal } = await import('../render/render-rehearsal.ts')
    return {
      result: { ...report, files },
      exit: report.failures.length === 0 ? 0 : catalogue['SW-PROOF-DIFFERS'].exit,
      stream: 'stderr',
      pretty: (style) => renderRehearsal(report, files, style),
    }
  },
}
