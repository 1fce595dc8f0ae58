import type { SlipwayConfig } from '@slipway/core'
import { suggest } from '../suggest.ts'

/**
 * The name of the target that a command works on.
 * @throws `SW-USAGE` when it is not configured, or when several are and none is named.
 */
export async function pickTarget(config: SlipwayConfig, asked: string | undefined): Promise<string | undefined> {
  const names = Object.keys(config.targets ?? {})
  const { SlipwayError } = await import('@slipway/core')
  const lines = names.map((name) => `--target ${name}`).join('\n')
  if (asked !== undefined) {
    if (names.includes(asked) || (names.length === 0 && asked === 'default')) return asked
    const meant = suggest(asked, names)
    const known = names.length === 0 ? ' The configuration names no targets.' : ''
    throw new SlipwayError(
      'SW-USAGE',
      `There is no target "${asked}".${meant === undefined ? known : ` Did you mean ${meant}?`} Nothing was changed.`,
      names.length === 0 ? {} : { hint: lines },
    )
  }
  if (names.length === 0) return undefined
  const usual = config.defaultTarget ?? (names.length === 1 ? names[0] : 'development')
  if (usual !== undefined && names.includes(usual)) return usual
  throw new SlipwayError(
    'SW-USAGE',
    `The configuration has ${names.length} targets; say which one. Nothing was changed.`,
    { hint: lines },
  )
}
