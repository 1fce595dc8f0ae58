import type { ReleaseResult } from '@slipway/core'
import type { Answer } from '../command.ts'

/** What a release came to, as a command answers it. */
export async function releaseAnswer(result: ReleaseResult): Promise<Answer> {
  const { renderRelease } = await import('../render/render-release.ts')
  return {
    result,
    exit: result.status === 'waiting' ? 12 : 0,
    stream: 'stderr',
    pretty: (style) => renderRelease(result, style),
  }
}
