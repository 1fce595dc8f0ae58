import type { RunAllowance } from '@slipway/core'
import type { Option } from '../command.ts'
import { listOf, type Flags } from '../flags.ts'

export const allowOption: Option = {
  name: 'allow',
  value: 'CODE=REASON',
  multiple: true,
  summary: 'accept a hazard for this run, with a reason; it is journalled',
}

export const whyOption: Option = { name: 'why', value: 'TEXT', summary: 'the reason, for the journal' }

export const fromOption: Option = {
  name: 'from',
  value: 'NAME',
  summary: 'the framework, where several are at home: flyway, knex, prisma, migrate-mongo …',
}

export const releaseOption: Option = {
  name: 'release',
  value: 'NAME',
  summary: 'over all the stores of a release in the configuration, instead of one target',
}

/**
 * The hazards accepted on the command line.
 * @throws `SW-USAGE` when a code is unknown or its reason is missing.
 */
export async function allowances(flags: Flags): Promise<readonly RunAllowance[]> {
  const { SlipwayError, hazards } = await import('@slipway/core')
  const { suggest } = await import('../suggest.ts')
  return listOf(flags, 'allow').map((text) => {
    const [, code, reason] = /^([A-Z0-9-]+)=(.*\S.*)$/s.exec(text) ?? []
    if (code === undefined || reason === undefined) {
      throw new SlipwayError('SW-USAGE', `--allow needs a code and a reason, not "${text}". Nothing was changed.`, {
        hint: '--allow SW-DATA-LOSS="exported to the archive"',
      })
    }
    if (code in hazards) return { code, reason: reason.trim() }
    const meant = suggest(code, Object.keys(hazards))
    throw new SlipwayError(
      'SW-USAGE',
      `There is no hazard ${code}.${meant === undefined ? '' : ` Did you mean ${meant}?`} Nothing was changed.`,
    )
  })
}
