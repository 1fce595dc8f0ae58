import type { Command } from '../command.ts'
import { requireParameter } from './require-flag.ts'

export const explain: Command = {
  name: 'explain',
  aliases: [],
  group: 'More',
  summary: 'what an error or a hazard means, and what gets out of it',
  parameters: 'CODE',
  most: 1,
  options: [],
  examples: [{ command: 'slipway explain SW-DATA-LOSS', effect: 'the page of one code' }],
  async run(context) {
    const { SlipwayError } = await import('@slipway/core')
    const { codes, explanation } = await import('../explanation.ts')
    const { suggest } = await import('../suggest.ts')
    const asked = (await requireParameter(context, 'a code', 'slipway explain SW-DATA-LOSS')).toUpperCase()
    const found = await explanation(asked)
    if (found === undefined) {
      const meant = suggest(asked, codes)
      throw new SlipwayError(
        'SW-USAGE',
        `There is no code ${asked}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
        {
          hint: meant === undefined ? codes.join(' ') : `slipway explain ${meant}`,
        },
      )
    }
    return {
      result: found,
      pretty: (style) => `${style.strong(found.code)}  ${found.title} · ${found.weight}\n\n${found.text}\n`,
    }
  },
}
