import type { Location, Step } from '@slipway/core/plugin'
import { commentError, readAllowance, readBackfillOptions, type Directive } from '@slipway/core/adapter'

const mark = '//'

/** Makes a command the step that the directives above it say. Throws `SW-SYNTAX` where they contradict it. */
export function stepOf(text: string, at: Location, directives: readonly Directive[]): Step {
  const allow = directives.filter((directive) => directive.name === 'allow')
  const [kind, second] = directives.filter((directive) => directive.name !== 'allow')
  if (second !== undefined)
    throw commentError(second.at, `slipway:${kind?.name} already speaks for this command`, 'keep one of the two')
  if (kind === undefined) {
    const allowances = allow.map((directive) => readAllowance(directive.value, directive.at, mark))
    return { kind: 'statement', text, at, ...(allowances.length === 0 ? {} : { allow: allowances }) }
  }
  const [first] = allow
  if (first !== undefined) {
    throw commentError(
      first.at,
      `slipway:allow and slipway:${kind.name} stand above one command`,
      'put slipway:allow at the head of the file, followed by a blank line',
    )
  }
  if (kind.name === 'assert') return assertion(text, at, kind)
  if (kind.name === 'backfill') return backfill(text, at, kind)
  throw commentError(kind.at, `slipway:${kind.name} has no meaning for a command`, 'it is for code: see the guide')
}

function assertion(text: string, at: Location, { at: where, value }: Directive): Step {
  if (value === '')
    throw commentError(where, 'slipway:assert gives no message', '// slipway:assert no order may be without a customer')
  if (!/^\{ "(?:find|aggregate)":/.test(text)) {
    throw commentError(
      where,
      'slipway:assert stands above a command that is not a query',
      'put it right above a "find" or "aggregate" that must return no documents',
    )
  }
  return { kind: 'assert', text, at, message: value }
}

function backfill(text: string, at: Location, { at: where, value }: Directive): Step {
  if (!text.startsWith('{ "update":')) {
    throw commentError(
      where,
      'slipway:backfill stands above a command that is not an "update"',
      'put it right above the "update" that is to run in chunks',
    )
  }
  return { kind: 'backfill', text, at, options: readBackfillOptions(value, where, mark) }
}
