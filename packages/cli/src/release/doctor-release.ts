import type { Answer, CommandContext } from '../command.ts'
import { withRelease } from './with-release.ts'

/** `slipway doctor --release NAME`. */
export async function doctorRelease(context: CommandContext, name: string): Promise<Answer> {
  const core = await import('@slipway/core')
  const status = await withRelease(context, name, (release) => core.releaseStatus(release))
  const { findings, exit } = core.releaseFindings(status)
  const { renderFindings } = await import('../render/render-findings.ts')
  const { releaseHeading } = await import('../render/render-release-status.ts')
  return {
    result: { release: name, findings, exit },
    exit,
    pretty: (style) => `${style.strong(releaseHeading(status))}\n${renderFindings(findings, undefined, exit, style)}`,
  }
}
