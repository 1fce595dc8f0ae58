import type { Command } from '../command.ts'
import { textOf } from '../flags.ts'
import { withWorkspace } from '../with-workspace.ts'
import { requireFlag } from './require-flag.ts'
import { whyOption } from './shared-options.ts'

export const baseline: Command = {
  name: 'baseline',
  aliases: ['stamp', 'changelog-sync'],
  group: 'Moving',
  summary: 'record migrations as applied without running them, on a database that already has them',
  parameters: '',
  most: 0,
  options: [{ name: 'through', value: 'ID', summary: 'the last migration that the database already has' }, whyOption],
  examples: [
    {
      command: 'slipway baseline --through V7 --why "made from a dump"',
      effect: 'V1 to V7 are applied, nothing is run',
    },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const example = 'slipway baseline --through ID --why "the database was made from a dump"'
    const through = await requireFlag(context, 'through', example)
    const why = await requireFlag(context, 'why', example)
    const result = await withWorkspace(context, ({ workspace }) => core.baseline(workspace, { through, why }))
    const { renderStatus } = await import('../render/render-status.ts')
    return { result, stream: 'stderr', pretty: (style) => renderStatus(result, style, textOf(context.flags, 'target')) }
  },
}
