import type { Command } from '../command.ts'
import { isOn, textOf } from '../flags.ts'
import { duration, heading, targetFlag } from '../render/text.ts'
import { withWorkspace } from '../with-workspace.ts'

export const unlock: Command = {
  name: 'unlock',
  aliases: ['release-locks'],
  group: 'Recovery',
  summary: 'show who holds the deploy lock; with --terminate, end that session and free it',
  parameters: '',
  most: 0,
  options: [{ name: 'terminate', summary: "end the holder's sessions on the server" }],
  examples: [
    { command: 'slipway unlock', effect: 'who holds it, and since when' },
    { command: 'slipway unlock --terminate', effect: 'end that process; then: slipway doctor' },
  ],
  async run(context) {
    const core = await import('@slipway/core')
    const result = await withWorkspace(context, ({ workspace }) =>
      core.unlock(workspace, isOn(context.flags, 'terminate') ? { terminate: true } : {}),
    )
    const to = targetFlag(textOf(context.flags, 'target'))
    const { holder } = result
    return {
      result,
      stream: 'stderr',
      pretty: (style) => {
        const held =
          holder === undefined
            ? 'nobody holds the deploy lock'
            : `deploy lock   held by ${holder.owner} for ${duration(holder.heldFor)}`
        const next = result.broken ? [`${style.good('✓')} the deploy lock is free`, `Next: slipway doctor${to}`] : []
        return [heading(result.where), held, ...next, ''].join('\n')
      },
    }
  },
}
