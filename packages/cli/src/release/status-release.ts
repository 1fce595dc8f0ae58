import type { ReleaseStatus } from '@slipway/core'
import type { Answer, CommandContext } from '../command.ts'
import { isOn } from '../flags.ts'
import { withRelease } from './with-release.ts'

/** The exit code that a release's state deserves under `--exit-code`. */
function exitOf({ disagreements, last, participants }: ReleaseStatus): number {
  if (disagreements.length > 0) return 7
  if (participants.some(({ unreachable }) => unreachable !== undefined)) return 11
  if (last?.status === 'open') return participants.some(({ standing }) => standing === 'waiting') ? 12 : 6
  return participants.some(({ pending }) => (pending ?? 0) > 0) ? 2 : 0
}

/** `slipway status --release NAME`. */
export async function statusRelease(context: CommandContext, name: string): Promise<Answer> {
  const core = await import('@slipway/core')
  const status = await withRelease(context, name, (release) => core.releaseStatus(release))
  const { renderReleaseStatus } = await import('../render/render-release-status.ts')
  return {
    result: status,
    exit: isOn(context.flags, 'exit-code') ? exitOf(status) : 0,
    pretty: (style) => renderReleaseStatus(status, style),
  }
}
