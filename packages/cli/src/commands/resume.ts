import type { Command } from '../command.ts'
import { textOf } from '../flags.ts'
import { releaseName } from '../release/release-name.ts'
import { withWorkspace } from '../with-workspace.ts'
import { releaseOption } from './shared-options.ts'

export const resume: Command = {
  name: 'resume',
  aliases: [],
  group: 'Recovery',
  summary: 'go on with an interrupted or waiting run, from the plan stored in the journal',
  parameters: '',
  most: 0,
  options: [
    { name: 'landed', value: 'WHY', summary: 'state that the statement in doubt took effect, and how you know' },
    { name: 'not-landed', value: 'WHY', summary: 'state that it did not, and how you know' },
    releaseOption,
  ],
  examples: [
    { command: 'slipway resume', effect: 'after doctor named an interrupted run' },
    { command: 'slipway resume --release shop', effect: 'a release that stopped between its stores' },
    {
      command: 'slipway resume --landed "the rows are there"',
      effect: 'when nobody but you can tell; it is journalled',
    },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const landed = textOf(context.flags, 'landed')
    const notLanded = textOf(context.flags, 'not-landed')
    if (landed !== undefined && notLanded !== undefined) {
      throw new core.SlipwayError('SW-USAGE', 'Either --landed or --not-landed, not both. Nothing was changed.')
    }
    const release = await releaseName(context, ['landed', 'not-landed'])
    if (release !== undefined) return (await import('../release/resume-release.ts')).resumeRelease(context, release)
    const result = await withWorkspace(
      context,
      ({ workspace }) =>
        core.resume(workspace, {
          ...(landed === undefined ? {} : { landed }),
          ...(notLanded === undefined ? {} : { notLanded }),
        }),
      'progress',
    )
    const { renderApplied, renderRolledBack } = await import('../render/render-run.ts')
    const render = result.status === 'reverted' ? renderRolledBack : renderApplied
    return {
      result,
      exit: result.status === 'waiting' ? 12 : 0,
      stream: 'stderr',
      pretty: (style) => render(result, style, textOf(context.flags, 'target')),
    }
  },
}
