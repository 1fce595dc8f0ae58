import type { CommandContext } from './command.ts'
import { isOn } from './flags.ts'

/**
 * Asks for a yes. Never waits where nobody can answer.
 * @throws `SW-DECLINED` on a no, and without a terminal unless `--yes` was given.
 */
export async function confirm(context: CommandContext, question: string): Promise<void> {
  if (isOn(context.flags, 'yes')) return
  const { SlipwayError } = await import('@slipway/core')
  if (context.io.ask === undefined) {
    throw new SlipwayError('SW-DECLINED', `Nobody can answer here: ${question} Nothing was changed.`, {
      hint: `slipway ${context.command} … --yes`,
    })
  }
  const answer = await context.io.ask(`${question} [y/N] `)
  if (/^y(es)?$/i.test(answer.trim())) return
  throw new SlipwayError('SW-DECLINED', 'Not confirmed. Nothing was changed.')
}
