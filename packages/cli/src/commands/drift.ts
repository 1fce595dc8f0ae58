import type { Command } from '../command.ts'
import { withWorkspace } from '../with-workspace.ts'

export const drift: Command = {
  name: 'drift',
  aliases: [],
  group: 'Recovery',
  summary: 'compare the schema with the one the history recorded; reports, changes nothing',
  parameters: '',
  most: 0,
  options: [],
  examples: [
    { command: 'slipway drift --target production', effect: 'exit 8 when somebody changed the schema by hand' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const report = await withWorkspace(context, ({ workspace }) => core.drift(workspace))
    const { renderDrift } = await import('../render/render-differences.ts')
    return {
      result: report,
      exit: report.differences.length > 0 ? core.catalogue['SW-DRIFT'].exit : 0,
      pretty: (style) => renderDrift(report, style),
    }
  },
}
