import type { ServerFacts } from '../contract/dialect.ts'
import type { Step } from '../contract/migration.ts'
import { firstLine } from '../errors/first-line.ts'
import { place } from '../errors/place.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

/** `SW-CAPABILITY`, naming the step, what needs something, and what the server was found to lack. */
export function missingCapability(step: Step, who: string, missing: string, server: ServerFacts): SlipwayError {
  const text = 'text' in step ? firstLine(step.text) : step.kind
  const where = `${server.flavor} ${server.version}${server.topology === 'standalone' ? ', standalone' : ''}`
  return new SlipwayError(
    'SW-CAPABILITY',
    `${place(step.at)}${text}: ${who} needs "${missing}", and this server (${where}) does not have it. Nothing was changed.`,
    {
      hint: `Write it without, or use a server that has "${missing}":\n  slipway explain SW-CAPABILITY`,
      details: { capability: missing, statement: text, ...(step.at && { file: step.at.file, line: step.at.line }) },
    },
  )
}
