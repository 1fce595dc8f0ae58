import { place } from '../errors/place.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { PlannedHazard } from './hazards.ts'

/** Refuses a plan for its hazards, with the ways to accept each. */
export function hazardError(refused: readonly PlannedHazard[], outcome = 'Nothing was changed.'): SlipwayError {
  const lines = refused.map((hazard) => `  ${place(hazard.at)}${hazard.code}  ${hazard.message}`)
  const codes = [...new Set(refused.map((hazard) => hazard.code))]
  const comment = refused.every(({ at }) => at === undefined || at.file.endsWith('.sql')) ? '--' : '//'
  return new SlipwayError(
    'SW-HAZARD',
    `${refused.length} ${refused.length === 1 ? 'hazard is' : 'hazards are'} not accepted. ${outcome}\n${lines.join('\n')}`,
    {
      hint: [
        'Accept it where it is caused, with a reason, above the statement:',
        ...codes.map((code) => `  ${comment} slipway:allow ${code} <reason>`),
        'or for one run:',
        `  slipway apply ${codes.map((code) => `--allow "${code}=<reason>"`).join(' ')}`,
        'More:',
        ...codes.map((code) => `  slipway explain ${code}`),
      ].join('\n'),
      details: { hazards: refused.map(({ code, migration, message }) => ({ code, migration, message })) },
    },
  )
}
