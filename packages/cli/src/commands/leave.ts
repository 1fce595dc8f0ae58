import type { Command } from '../command.ts'
import { confirm } from '../confirm.ts'
import { isOn } from '../flags.ts'
import { withWorkspace } from '../with-workspace.ts'

export const leave: Command = {
  name: 'leave',
  aliases: [],
  group: 'Moving',
  summary: "write everything back to the framework's own table, remove what Slipway keeps in the database; asks first",
  parameters: '',
  most: 0,
  options: [],
  examples: [
    { command: 'slipway leave --target staging', effect: 'the framework carries on where Slipway stops' },
    { command: 'slipway leave --target staging --yes', effect: 'where nobody answers' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const { renderLeaving, renderLeft } = await import('../render/render-leave.ts')
    const { uninstallCommand } = await import('../moving/uninstall.ts')
    const { left, remains, milliseconds } = await withWorkspace(
      context,
      async ({ workspace, loaded }) => {
        const proposal = await core.leaving(workspace)
        if (!isOn(context.flags, 'quiet')) await context.io.note(renderLeaving(proposal, context.style))
        await confirm(context, `Leave ${workspace.target}?`)
        const began = performance.now()
        const done = await core.leave(workspace)
        const uninstall = await uninstallCommand(loaded.folder)
        return {
          left: done,
          remains: { config: loaded.file, ...(uninstall === undefined ? {} : { uninstall }) },
          milliseconds: performance.now() - began,
        }
      },
      'progress',
    )
    return {
      result: {
        where: left.where,
        tables: left.tables,
        counts: left.status.counts,
        written: left.written,
        removed: left.whole,
        remains,
      },
      stream: 'stderr',
      pretty: (style) => renderLeft(left, remains, milliseconds, style),
    }
  },
}
