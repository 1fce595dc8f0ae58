import type { Allowance, GateStep, Location } from '../../contract/index.ts'
import { readAllowance, readComment, readGate } from './directive.ts'
import type { CommentMark, Directive, Field } from './directive.ts'
import type { Gap } from './scan-comments.ts'
import { commentError } from './comment-error.ts'

export interface Place {
  readonly part: 'up' | 'down'
  /** Nothing but comments stands before. */
  readonly isHead: boolean
  /** The statement that follows. */
  readonly next: string | undefined
  /** Default: SQL's. */
  readonly mark?: CommentMark
  at(offset: number): Location
}

/** What the comments between two statements say. */
export interface GapMarks {
  readonly fields: readonly Field[]
  readonly gates: readonly GateStep[]
  /** For the whole script. */
  readonly allow: readonly Allowance[]
  /** For the statement before. */
  readonly behind: readonly Directive[]
  /** For the statement that follows. */
  readonly above: readonly Directive[]
  readonly irreversible: Location | undefined
}

/** Throws `SW-SYNTAX` for what has no meaning where it stands. */
export function readGap(gap: Gap, place: Place): GapMarks {
  const fields: Field[] = []
  const gates: GateStep[] = []
  const allow: Allowance[] = []
  const behind: Directive[] = []
  const above: Directive[] = []
  let irreversible: Location | undefined
  const lastBlock = gap.comments.at(-1)?.block
  // BEGIN and SET have no hazards of their own: what stands above them is meant for what they open.
  const isOpening = place.next === undefined || /^(begin|start\s+transaction|set)\b/i.test(place.next)
  for (const comment of gap.comments) {
    const marked = readComment(comment.text, place.at(comment.offset))
    if (marked === undefined) continue
    if (marked.kind === 'field') {
      if (place.isHead && place.part === 'up') fields.push(marked)
      else if (marked.stated) throw misplacedField(marked, place.part)
    } else if (marked.name === 'gate') {
      gates.push({ kind: 'gate', ...readGate(marked.value, marked.at, place.mark), at: marked.at })
    } else if (marked.name === 'irreversible') {
      irreversible = statedIrreversible(marked, place)
    } else if (comment.trailing) {
      behind.push(marked)
    } else if (place.isHead && marked.name === 'allow' && (isOpening || !gap.touches || comment.block !== lastBlock)) {
      allow.push(readAllowance(marked.value, marked.at, place.mark))
    } else above.push(marked)
  }
  return { fields, gates, allow, behind, above, irreversible }
}

function misplacedField(field: Field, part: 'up' | 'down'): Error {
  return part === 'down'
    ? commentError(field.at, `slipway:${field.name} stands in a down script`, 'it belongs at the head of the up script')
    : commentError(
        field.at,
        `slipway:${field.name} stands after the first statement`,
        'it belongs at the head of the file',
      )
}

function statedIrreversible(directive: Directive, place: Place): Location {
  const { at } = directive
  if (!place.isHead || (place.part === 'down' && place.next !== undefined)) {
    const where = 'put it at the head of the up script, or leave it alone in the down script'
    throw commentError(at, 'slipway:irreversible stands beside statements', where)
  }
  if (directive.value === '') {
    throw commentError(
      at,
      'slipway:irreversible gives no reason',
      `${place.mark ?? '--'} slipway:irreversible why it cannot be undone`,
    )
  }
  return at
}
