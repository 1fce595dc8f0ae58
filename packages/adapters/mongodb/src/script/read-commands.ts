import type { Allowance, Dialect, Location, Step } from '@slipway/core/plugin'
import { commentError, readAllowance, readGap, readHeader, scanComments } from '@slipway/core/adapter'
import type { Directive, Field, Header } from '@slipway/core/adapter'
import type { SourceFile } from '../files/source-file.ts'
import { offsetOf, placeOf } from './places.ts'
import { statementEnd } from './statement-end.ts'
import { stepOf } from './step-of.ts'

/** What a file says. */
export interface ReadScript {
  readonly steps: readonly Step[]
  readonly header: Header
  /** Accepted for the whole script. */
  readonly allow: readonly Allowance[]
  /** Stated: cannot be undone. */
  readonly irreversible: Location | undefined
}

const mark = '//'

/**
 * Cuts a file with the dialect and reads the comments that stand between its commands, with the meanings that they have in
 * SQL files. Throws `SW-SYNTAX`.
 */
export function readCommands(file: SourceFile, part: 'up' | 'down', dialect: Dialect): ReadScript {
  const text = file.text()
  const at = (offset: number): Location => ({ file: file.path, ...placeOf(text, offset) })
  const steps: Step[] = []
  const fields: Field[] = []
  const allow: Allowance[] = []
  let irreversible: Location | undefined
  let cursor = 0
  for (const statement of [...dialect.split(text, file.path), undefined]) {
    const marks = readGap(scanComments(text, cursor, mark), {
      part,
      isHead: cursor === 0,
      next: statement?.text,
      at,
      mark,
    })
    for (const directive of marks.behind) allowBehind(directive, steps)
    fields.push(...marks.fields)
    allow.push(...marks.allow)
    steps.push(...marks.gates)
    irreversible ??= marks.irreversible
    const [lost] = marks.above
    if (statement === undefined) {
      if (lost !== undefined) throw nothingFollows(lost)
      break
    }
    const start = offsetOf(text, statement.at)
    const inside = statementEnd(text, start)
    refuseDirectivesInside(inside.comments, at)
    cursor = inside.end
    steps.push(stepOf(statement.text, at(start), marks.above))
  }
  return { steps, header: readHeader(fields, mark), allow, irreversible }
}

function allowBehind(directive: Directive, steps: Step[]): void {
  const last = steps.at(-1)
  if (directive.name !== 'allow' || last?.kind !== 'statement') {
    const what = `slipway:${directive.name} stands behind a command`
    throw commentError(directive.at, what, 'put it on a line of its own, right above the command it is for')
  }
  const allowance = readAllowance(directive.value, directive.at, mark)
  steps[steps.length - 1] = { ...last, allow: [...(last.allow ?? []), allowance] }
}

function nothingFollows(lost: Directive): Error {
  return commentError(lost.at, `no command follows slipway:${lost.name}`, 'put it right above the command it is for')
}

function refuseDirectivesInside(
  comments: readonly { readonly offset: number; readonly text: string }[],
  at: (offset: number) => Location,
): void {
  const directive = comments.find(({ text }) => text.startsWith('slipway:'))
  if (directive === undefined) return
  const cure = 'put it on a line of its own, right above the command'
  throw commentError(at(directive.offset), 'a directive stands inside a command', cure)
}
