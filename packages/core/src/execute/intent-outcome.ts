import type { EntryBody } from '../contract/journal.ts'
import { firstLine } from '../errors/first-line.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import type { Intent } from '../history/history.ts'

type Landed = Extract<EntryBody, { type: 'landed' }>

/** The entry that says that an intent's statement took effect. */
export function landedIntentBody(intent: Intent, how: 'probed' | 'declared', note: string): Landed {
  return {
    type: 'landed',
    run: intent.run,
    key: intent.key,
    checksum: intent.checksum,
    steps: [intent.step],
    ...(intent.completes && { completes: intent.completes }),
    how,
    note,
  }
}

/** The entry that says that an intent's statement did not take effect. */
export function absentBody(intent: Intent, how: 'answered' | 'probed' | 'declared', note?: string): EntryBody {
  return {
    type: 'absent',
    run: intent.run,
    key: intent.key,
    attempt: intent.attempt,
    how,
    ...(note !== undefined && { note }),
  }
}

/** Nobody can tell whether an intent's statement took effect. */
export function unknownOutcome(intent: Intent, cause?: unknown): SlipwayError {
  const { migration } = intent.key
  const statement = firstLine(intent.step.text)
  const failed = cause instanceof SlipwayError ? `\nIt failed with ${cause.code}: ${cause.message}` : ''
  return new SlipwayError(
    'SW-UNKNOWN',
    `${migration}: nobody can tell whether this took effect: ${statement}${failed}`,
    {
      hint: [
        'Look at the database, then say which it is:',
        '  slipway resume --landed "how I know"',
        '  slipway resume --not-landed "how I know"',
        'More:\n  slipway doctor',
      ].join('\n'),
      cause,
      details: { migration, statement, marker: intent.marker },
    },
  )
}
