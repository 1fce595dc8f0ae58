import type { CommandContext } from '../command.ts'
import { textOf } from '../flags.ts'
import { globalOptions } from '../global-options.ts'

/**
 * The release that a call is about; `undefined` when it is about one target.
 * @throws `SW-USAGE` when a flag was given that has no meaning over several stores.
 */
export async function releaseName(
  { command, flags }: CommandContext,
  meaningful: readonly string[],
): Promise<string | undefined> {
  const name = textOf(flags, 'release')
  if (name === undefined) return undefined
  const known = ['release', ...meaningful, ...globalOptions.map((option) => option.name)]
  const other = Object.keys(flags.values).find((flag) => flag === 'target' || !known.includes(flag))
  if (other === undefined) return name
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError(
    'SW-USAGE',
    `--${other} is about one target, and --release about several. Nothing was changed.`,
    { hint: `slipway ${command} --release ${name}\nslipway ${command} --target NAME` },
  )
}
