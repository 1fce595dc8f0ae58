import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { NewFile } from '@slipway/core'
import type { Command, CommandContext } from '../command.ts'
import { isOn, textOf } from '../flags.ts'
import { withWorkspace } from '../with-workspace.ts'
import { requireParameter } from './require-flag.ts'

async function write(files: readonly NewFile[], folder: string): Promise<void> {
  for (const file of files) {
    const path = join(folder, file.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, file.content, { flag: 'wx' })
  }
}

async function scaffold(context: CommandContext, title: string): Promise<readonly NewFile[]> {
  const { SlipwayError } = await import('@slipway/core')
  return withWorkspace(context, async ({ workspace, loaded }) => {
    const adapter = workspace.adapters.find((each) => each.create !== undefined)
    if (adapter?.create === undefined) {
      const names = workspace.adapters.map((each) => each.name).join(', ')
      throw new SlipwayError(
        'SW-UNSUPPORTED',
        `${names} cannot make migration files; its own tool does. Nothing was changed.`,
      )
    }
    const reason = textOf(context.flags, 'reason')
    const files = await adapter.create(
      {
        title,
        now: new Date(),
        ...(reason === undefined ? {} : { reason }),
        ...(isOn(context.flags, 'repeatable') ? { repeatable: true } : {}),
      },
      { cwd: loaded.folder, dialect: workspace.dialect },
    )
    await write(files, loaded.folder)
    return files
  })
}

export const create: Command = {
  name: 'new',
  aliases: ['make', 'add', 'create'],
  group: 'Everyday',
  summary: "write files for a new migration in the project's own style",
  parameters: 'TITLE',
  most: 1,
  options: [
    { name: 'reason', value: 'TEXT', summary: 'why it is made; plans show it' },
    { name: 'repeatable', summary: 'one that runs again whenever its file changes (views, functions)' },
  ],
  examples: [
    {
      command: 'slipway new "add status to orders" --reason "support filters by state"',
      effect: 'an up and a down file',
    },
  ],
  async run(context) {
    const title = await requireParameter(context, 'a title in quotes', 'slipway new "add status to orders"')
    const files = await scaffold(context, title)
    return {
      result: { files: files.map((file) => file.path) },
      pretty: () => `${files.map((file) => `  ${file.path}`).join('\n')}\n`,
    }
  },
}
