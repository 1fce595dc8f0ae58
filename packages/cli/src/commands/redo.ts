import type { Command } from '../command.ts'
import { textOf } from '../flags.ts'
import { withWorkspace } from '../with-workspace.ts'

export const redo: Command = {
  name: 'redo',
  aliases: [],
  group: 'Everyday',
  summary: 'undo the last migration as it was applied, then apply its file as it is now; asks first',
  parameters: '',
  most: 0,
  options: [],
  examples: [{ command: 'slipway redo', effect: 'after editing the migration that you are working on' }],
  async run(context) {
    const core = await import('@slipway/core')
    const { confirm } = await import('../confirm.ts')
    const { renderApplied } = await import('../render/render-run.ts')
    await confirm(context, 'Undo the last migration and apply its file as it is now?')
    const result = await withWorkspace(context, ({ workspace }) => core.redo(workspace), 'progress')
    return {
      result,
      stream: 'stderr',
      pretty: (style) => renderApplied(result, style, textOf(context.flags, 'target')),
    }
  },
}
