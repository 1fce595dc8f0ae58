import type { CommandContext } from '../command.ts'
import { textOf } from '../flags.ts'

/**
 * The value of a flag that a command cannot do without.
 * @throws `SW-USAGE` showing how it is written.
 */
export async function requireFlag(context: CommandContext, name: string, example: string): Promise<string> {
  const value = textOf(context.flags, name)
  if (value !== undefined && value.trim() !== '') return value
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-USAGE', `slipway ${context.command} needs --${name}. Nothing was changed.`, {
    hint: example,
  })
}

/**
 * The one parameter that a command cannot do without.
 * @throws `SW-USAGE` showing how it is written.
 */
export async function requireParameter(context: CommandContext, what: string, example: string): Promise<string> {
  const [value] = context.parameters
  if (value !== undefined && value.trim() !== '') return value
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-USAGE', `slipway ${context.command} needs ${what}. Nothing was changed.`, {
    hint: example,
  })
}
