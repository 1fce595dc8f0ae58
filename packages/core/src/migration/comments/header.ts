import type { Location, Migration, TransactionMode } from '../../contract/index.ts'
import type { CommentMark, Field } from './directive.ts'
import { commentError } from './comment-error.ts'

/** What the comments at the head of a file say. */
export interface Header {
  readonly reason?: string
  readonly tags: readonly string[]
  readonly requires: readonly string[]
  readonly after: readonly string[]
  readonly phase?: NonNullable<Migration['phase']>
  readonly transaction?: { readonly mode: TransactionMode; readonly at: Location }
}

const phases: readonly string[] = ['expand', 'migrate', 'contract']
const modes: readonly string[] = ['auto', 'always', 'never', 'batch']

const nothing: Header = { tags: [], requires: [], after: [] }

/** Lists add up, single values may be given once. Throws `SW-SYNTAX`. */
export function readHeader(fields: readonly Field[], mark: CommentMark = '--'): Header {
  if (fields.length === 0) return nothing
  const single = (name: Field['name']): Field | undefined => {
    const [first, second] = fields.filter((field) => field.name === name)
    if (first !== undefined && second !== undefined && first.value !== second.value) {
      throw commentError(second.at, `${name} was already given in line ${first.at.line}`, 'keep one of the two')
    }
    return first
  }
  const list = (name: Field['name']): readonly string[] =>
    fields
      .filter((field) => field.name === name)
      .flatMap((field) =>
        field.value
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== ''),
      )

  const reason = single('reason')
  const phase = single('phase')
  const transaction = single('transaction')
  if (phase !== undefined && !phases.includes(phase.value)) throw oneOf(phase, phases, mark)
  if (transaction !== undefined && !modes.includes(transaction.value)) throw oneOf(transaction, modes, mark)
  return {
    ...(reason === undefined || reason.value === '' ? {} : { reason: reason.value }),
    tags: list('tags'),
    requires: list('requires'),
    after: list('after'),
    ...(phase === undefined ? {} : { phase: phase.value as NonNullable<Migration['phase']> }),
    ...(transaction === undefined
      ? {}
      : { transaction: { mode: transaction.value as TransactionMode, at: transaction.at } }),
  }
}

function oneOf(field: Field, values: readonly string[], mark: CommentMark): Error {
  return commentError(field.at, `${field.name} is one of ${values.join(', ')}`, `${mark} ${field.name}: ${values[0]}`)
}
