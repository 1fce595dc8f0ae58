import type { Location, Step } from '../../contract/index.ts'
import { commentError } from '../comments/comment-error.ts'
import { type Directive, readAllowance, readBackfillOptions } from '../comments/directive.ts'

/** Makes a statement the step that the directives above it say. Throws `SW-SYNTAX` where they contradict it. */
export function stepOf(text: string, at: Location, directives: readonly Directive[]): Step {
  const allow = directives.filter((directive) => directive.name === 'allow')
  const [kind, second] = directives.filter((directive) => directive.name !== 'allow')
  if (second !== undefined)
    throw commentError(second.at, `slipway:${kind?.name} already speaks for this statement`, 'keep one of the two')
  if (kind === undefined) {
    const allowances = allow.map((directive) => readAllowance(directive.value, directive.at))
    return { kind: 'statement', text, at, ...(allowances.length === 0 ? {} : { allow: allowances }) }
  }
  const [first] = allow
  if (first !== undefined) {
    throw commentError(
      first.at,
      `slipway:allow and slipway:${kind.name} stand above one statement`,
      'put slipway:allow at the head of the file, followed by a blank line',
    )
  }
  if (kind.name === 'idempotent')
    throw commentError(
      kind.at,
      'slipway:idempotent speaks of code',
      'what SQL does when it runs again is told from the SQL',
    )
  if (kind.name === 'assert') {
    if (kind.value === '')
      throw commentError(
        kind.at,
        'slipway:assert gives no message',
        '-- slipway:assert no order may be without a customer',
      )
    if (!/^\(*\s*(select|with|values|table)\b/i.test(text)) {
      throw commentError(
        kind.at,
        'slipway:assert stands above a statement that is not a query',
        'put it right above a SELECT that must return no rows',
      )
    }
    return { kind: 'assert', text, at, message: kind.value }
  }
  if (!/^(update|with)\b/i.test(text)) {
    throw commentError(
      kind.at,
      'slipway:backfill stands above a statement that is not an UPDATE',
      'put it right above the UPDATE that is to run in chunks',
    )
  }
  return { kind: 'backfill', text, at, options: readBackfillOptions(kind.value, kind.at) }
}
