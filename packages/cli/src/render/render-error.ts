import { catalogue, type ErrorCode, type SlipwayError } from '@slipway/core'
import { withoutSecrets } from '../find-secret.ts'
import { suggest } from '../suggest.ts'
import { indent } from './text.ts'
import type { Style } from './style.ts'
import { withTarget } from './with-target.ts'

/** The `error` of `--json`. */
export interface ErrorReport {
  readonly code: string
  readonly message: string
  readonly hint?: string
  readonly details: unknown
  readonly exit: number
}

/** Recognizes Slipway's errors by shape, because a project may have a second copy of core. */
function isSlipwayError(error: unknown): error is SlipwayError {
  return error instanceof Error && error.name === 'SlipwayError' && 'code' in error && String(error.code) in catalogue
}

/** Core says which ids there are; which of them was meant is a matter of the command line. */
function meant({ details }: SlipwayError): string {
  const known = details['known']
  if (!Array.isArray(known)) return ''
  const ids = known.filter((id) => typeof id === 'string')
  const asked = Object.values(details).find((value) => typeof value === 'string')
  const id = asked === undefined ? undefined : suggest(asked, ids)
  return id === undefined ? '' : ` Did you mean ${id}?`
}

/** An error as a value, its commands for the target that was named. What is not Slipway's own is a defect: `SW-INTERNAL`. */
export function reportError(error: unknown, target?: string): ErrorReport {
  if (isSlipwayError(error)) {
    return {
      code: error.code,
      message: withoutSecrets(error.message) + meant(error),
      ...(error.hint === undefined ? {} : { hint: withTarget(withoutSecrets(error.hint), target) }),
      details: error.details,
      exit: catalogue[error.code as ErrorCode].exit,
    }
  }
  const message = withoutSecrets(error instanceof Error ? error.message : String(error))
  return {
    code: 'SW-INTERNAL',
    message: `A defect in Slipway: ${message}`,
    hint: withTarget(
      'slipway doctor    says what state the database is in\n--verbose         shows where it happened; please report it',
      target,
    ),
    details: {},
    exit: catalogue['SW-INTERNAL'].exit,
  }
}

function place(details: unknown): string | undefined {
  const { file, line, column } = (details ?? {}) as { file?: unknown; line?: unknown; column?: unknown }
  if (typeof file !== 'string') return undefined
  return [file, line, column].filter((part) => typeof part === 'string' || typeof part === 'number').join(':')
}

/** Codes that are only ever thrown before anything was written. */
const harmless = (report: ErrorReport) =>
  report.exit === 3 || report.exit === 11 || report.exit === 64 || report.code === 'SW-LOCKED'

/** What happened, where, the commands that get out of it, and whether anything was changed. */
export function renderError(report: ErrorReport, style: Style, stack?: string): string {
  const [first = '', ...rest] = report.message.split('\n')
  const where = place(report.details)
  const said = `${report.message}\n${report.hint ?? ''}`
  return [
    `${style.bad('✗')} ${style.strong(report.code)}  ${first}`,
    ...(rest.length === 0 ? [] : [indent(rest.join('\n'), 2)]),
    ...(where === undefined || said.includes(where) ? [] : [`  at ${where}`]),
    ...(report.hint === undefined ? [] : [indent(report.hint, 4)]),
    ...(harmless(report) && !/\bchanged\b/i.test(said) ? ['  Nothing was changed.'] : []),
    ...(stack === undefined ? [] : [style.faint(indent(withoutSecrets(stack), 2))]),
    `  ${style.faint(`more: slipway explain ${report.code} · exit ${report.exit}`)}`,
    '',
  ].join('\n')
}
