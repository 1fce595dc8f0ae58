import type { Command } from '../command.ts'
import { textOf } from '../flags.ts'
import { withWorkspace } from '../with-workspace.ts'

export const verify: Command = {
  name: 'verify',
  aliases: ['validate', 'check'],
  group: 'Release',
  summary: 'compare files and history: edited, missing, duplicate, out of order; writes nothing',
  parameters: '',
  most: 0,
  options: [],
  examples: [{ command: 'slipway verify --target production', effect: 'exit 7 when files and history disagree' }],
  async run(context) {
    const core = await import('@slipway/core')
    const report = await withWorkspace(context, ({ workspace }) => core.verify(workspace))
    const { renderFindings } = await import('../render/render-findings.ts')
    const { count } = await import('../render/text.ts')
    const good = {
      level: 'ok',
      name: 'ok',
      message: `${count(report.checked, 'migration')} checked: files and history agree`,
      lines: [],
      exits: [],
    } as const
    return {
      result: report,
      exit: report.exit,
      pretty: (style) =>
        renderFindings(
          report.problems.length === 0 ? [good] : report.problems,
          report.where,
          report.exit,
          style,
          textOf(context.flags, 'target'),
        ),
    }
  },
}
