import type { Answer, CommandContext } from '../command.ts'
import { requireFlag } from '../commands/require-flag.ts'
import { confirm } from '../confirm.ts'
import { count } from '../render/text.ts'
import { withRelease } from './with-release.ts'

/** `slipway repair --release NAME --why TEXT`. */
export async function repairRelease(context: CommandContext, name: string): Promise<Answer> {
  const core = await import('@slipway/core')
  const why = await requireFlag(context, 'why', `slipway repair --release ${name} --why "…"`)
  await confirm(
    context,
    `Take each store of ${name} as its own journal says, and close what is open or in disagreement?`,
  )
  const result = await withRelease(context, name, (release) => core.repairRelease(release, { why }))
  return {
    result,
    stream: 'stderr',
    pretty: (style) =>
      `${style.good('✓')} ${count(result.closed.length, 'release')} of ${name} closed; nothing was changed in the stores\nNext: slipway status --release ${name}\n`,
  }
}
