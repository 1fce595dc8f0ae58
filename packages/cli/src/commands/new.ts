import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { NewFile, Scratch, Workspace } from '@slipway/core'
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

async function unable(workspace: Workspace, what: string): Promise<never> {
  const { SlipwayError } = await import('@slipway/core')
  const names = workspace.adapters.map((each) => each.name).join(', ')
  throw new SlipwayError('SW-UNSUPPORTED', `${names} cannot ${what}. Nothing was changed.`)
}

async function scratchOf(workspace: Workspace): Promise<Scratch> {
  const { emptyScratch } = await import('@slipway/rehearsal')
  return emptyScratch(workspace)
}

async function scaffold(context: CommandContext, title: string): Promise<readonly NewFile[]> {
  return withWorkspace(context, async ({ workspace, loaded }) => {
    const adapter = workspace.adapters.find((each) => each.create !== undefined)
    if (adapter?.create === undefined) return unable(workspace, 'make migration files; its own tool does')
    const reason = textOf(context.flags, 'reason')
    await workspace.dialect.load?.()
    const files = await adapter.create(
      {
        title,
        now: new Date(),
        scratch: () => scratchOf(workspace),
        ...(reason === undefined ? {} : { reason }),
        ...(isOn(context.flags, 'repeatable') ? { repeatable: true } : {}),
      },
      { cwd: loaded.folder, dialect: workspace.dialect },
    )
    await write(files, loaded.folder)
    return files
  })
}

async function scaffoldDown(context: CommandContext, migration: string): Promise<readonly NewFile[]> {
  return withWorkspace(context, async ({ workspace, loaded }) => {
    const adapter = workspace.adapters.find((each) => each.createDown !== undefined)
    if (adapter?.createDown === undefined) {
      return unable(workspace, 'write a down file for a migration; reverses are derived when it is applied')
    }
    await workspace.dialect.load?.()
    const files = await adapter.createDown(
      { migration, scratch: () => scratchOf(workspace) },
      { cwd: loaded.folder, dialect: workspace.dialect },
    )
    await write(files, loaded.folder)
    return files
  })
}

const lineOf = ({ path, note }: NewFile): string => `  ${path}${note === undefined ? '' : `   ${note}`}\n`

export const create: Command = {
  name: 'new',
  aliases: ['make', 'add', 'create'],
  group: 'Everyday',
  summary: "write files for a new migration in the project's own style",
  parameters: 'TITLE',
  most: 1,
  options: [
    { name: 'down', value: 'ID', summary: 'write the down file of a migration that has none (Prisma)' },
    { name: 'reason', value: 'TEXT', summary: 'why it is made; plans show it' },
    { name: 'repeatable', summary: 'one that runs again whenever its file changes (views, functions)' },
  ],
  examples: [
    {
      command: 'slipway new "add status to orders" --reason "support filters by state"',
      effect: 'an up and a down file',
    },
    {
      command: 'slipway new --down 20261122101500_add_status',
      effect: 'the way back, tried on a scratch database',
    },
  ],
  async run(context) {
    const migration = textOf(context.flags, 'down')
    const files =
      migration === undefined
        ? await scaffold(
            context,
            await requireParameter(context, 'a title in quotes', 'slipway new "add status to orders"'),
          )
        : await scaffoldDown(context, migration)
    return {
      result: {
        files: files.map((file) => file.path),
        notes: files.flatMap(({ path, note }) => (note === undefined ? [] : [{ path, note }])),
      },
      pretty: () => files.map(lineOf).join(''),
    }
  },
}
