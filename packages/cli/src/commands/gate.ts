import type { Command } from '../command.ts'
import { isOn, textOf } from '../flags.ts'
import { heading, targetFlag } from '../render/text.ts'
import { withWorkspace } from '../with-workspace.ts'
import { requireFlag, requireParameter } from './require-flag.ts'

export const gate: Command = {
  name: 'gate',
  aliases: [],
  group: 'Release',
  summary: 'list the gates that runs wait at, or open one with evidence',
  parameters: '[ID]',
  most: 1,
  options: [
    { name: 'open', summary: 'let the run go on (slipway resume)' },
    { name: 'evidence', value: 'TEXT', summary: 'why it may go on, for the journal' },
  ],
  examples: [
    { command: 'slipway gate', effect: 'which runs wait, and at what' },
    { command: 'slipway gate cutover --open --evidence "v42 is live"', effect: 'then: slipway resume' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const to = targetFlag(textOf(context.flags, 'target'))
    if (!isOn(context.flags, 'open')) {
      const status = await withWorkspace(context, ({ workspace }) => core.status(workspace))
      const waiting = status.runs.filter((run) => run.status === 'waiting')
      return {
        result: { where: status.where, waiting },
        pretty: (style) =>
          [
            style.strong(heading(status.where)),
            ...(waiting.length === 0 ? ['no run waits at a gate'] : []),
            ...waiting.map(
              (run) => `  ${style.note(run.gate ?? '')}   batch ${run.batch}: ${run.migrations.join(', ')}`,
            ),
            ...waiting.map((run) => `  slipway gate ${run.gate ?? 'ID'}${to} --open --evidence "…"`),
          ].join('\n'),
      }
    }
    const example = 'slipway gate ID --open --evidence "version 42 is live everywhere"'
    const name = await requireParameter(context, 'the id of a gate', example)
    const evidence = await requireFlag(context, 'evidence', example)
    const result = await withWorkspace(context, ({ workspace }) => core.openGate(workspace, { gate: name, evidence }))
    return {
      result,
      stream: 'stderr',
      pretty: (style) =>
        `${heading(result.where)}\n${style.good('✓')} gate ${name} is open\nNext: slipway resume${to}\n`,
    }
  },
}
