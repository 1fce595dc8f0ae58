import type { Answer, CommandContext } from '../command.ts'
import { textOf } from '../flags.ts'
import { releaseAnswer } from './release-answer.ts'
import { withRelease } from './with-release.ts'

/** `slipway resume --release NAME`. */
export async function resumeRelease(context: CommandContext, name: string): Promise<Answer> {
  const core = await import('@slipway/core')
  const landed = textOf(context.flags, 'landed')
  const notLanded = textOf(context.flags, 'not-landed')
  const result = await withRelease(
    context,
    name,
    (release) =>
      core.resumeRelease(release, {
        ...(landed === undefined ? {} : { landed }),
        ...(notLanded === undefined ? {} : { notLanded }),
      }),
    'progress',
  )
  return releaseAnswer(result)
}
