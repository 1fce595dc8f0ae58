import type { Answer, CommandContext } from '../command.ts'
import { confirm } from '../confirm.ts'
import { isOn } from '../flags.ts'
import { releaseAnswer } from './release-answer.ts'
import { withRelease } from './with-release.ts'

/** `slipway rollback --release NAME`: shows where each store stands, asks, and takes back what was done. */
export async function rollbackRelease(context: CommandContext, name: string): Promise<Answer> {
  const core = await import('@slipway/core')
  const result = await withRelease(
    context,
    name,
    async (release) => {
      const status = await core.releaseStatus(release)
      const { renderReleaseStatus } = await import('../render/render-release-status.ts')
      const open = status.last?.status === 'open' && status.last.decided !== 'forward'
      if (open && !isOn(context.flags, 'quiet')) await context.io.note(renderReleaseStatus(status, context.style))
      if (open) await confirm(context, `Take back release ${status.last?.number} of ${name} on all its stores?`)
      return core.rollbackRelease(release)
    },
    'progress',
  )
  return releaseAnswer(result)
}
