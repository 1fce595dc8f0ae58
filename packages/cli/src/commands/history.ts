import type { Command } from '../command.ts'
import { withWorkspace } from '../with-workspace.ts'

export const history: Command = {
  name: 'history',
  aliases: ['log'],
  group: 'Recovery',
  summary: 'what the journal says, entry by entry; writes nothing',
  parameters: '[ID]',
  most: 1,
  options: [],
  examples: [
    { command: 'slipway history', effect: 'everything that was ever done here' },
    { command: 'slipway history V20261122_001 --json', effect: 'one migration, for a script' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const [migration] = context.parameters
    const result = await withWorkspace(context, ({ workspace }) =>
      core.history(workspace, migration === undefined ? {} : { migration }),
    )
    const { renderHistory } = await import('../render/render-history.ts')
    return { result, pretty: (style) => renderHistory(result, style) }
  },
}
