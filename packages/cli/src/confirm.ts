import type { CommandContext } from './command.ts'
import { isOn } from './flags.ts'

const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** The command line of this call, to paste. */
function sameAgain({ command, flags, parameters }: CommandContext): string {
  const given = Object.entries(flags.values).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => (one === true ? `--${name}` : `--${name} ${word(one)}`)),
  )
  return ['slipway', command, ...parameters.map(word), ...given].join(' ')
}

/**
 * Asks for a yes. Never waits where nobody can answer.
 * @throws `SW-DECLINED` on a no, and without a terminal unless `--yes` was given.
 */
export async function confirm(context: CommandContext, question: string): Promise<void> {
  if (isOn(context.flags, 'yes')) return
  const { SlipwayError } = await import('@slipway/core')
  if (context.io.ask === undefined) {
    throw new SlipwayError('SW-DECLINED', `Nobody can answer here: ${question} Nothing was changed.`, {
      hint: `${sameAgain(context)} --yes`,
    })
  }
  const answer = await context.io.ask(`${question} [y/N] `)
  if (/^y(es)?$/i.test(answer.trim())) return
  throw new SlipwayError('SW-DECLINED', 'Not confirmed. Nothing was changed.')
}
