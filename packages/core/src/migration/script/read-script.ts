import type { Dialect } from '../../contract/dialect.ts'
import type { Allowance, Statement, Step } from '../../contract/migration.ts'
import type { Location } from '../../contract/plugin.ts'
import { SlipwayError } from '../../errors/slipway-error.ts'
import { commentError } from '../comments/comment-error.ts'
import { type Directive, type Field, readAllowance, readComment } from '../comments/directive.ts'
import { type Header, readHeader } from '../comments/header.ts'
import { readGap } from '../comments/read-gap.ts'
import { scanComments } from '../comments/scan-comments.ts'
import { commentsInside } from './comments-inside.ts'
import { linesOf } from './lines-of.ts'
import { stepOf } from './step-of.ts'

/** A script, and how it is cut. */
export interface Script {
  readonly text: string
  /** Relative to the project, with forward slashes. */
  readonly file: string
  readonly part: 'up' | 'down'
  readonly dialect: Dialect
  /** `stated`: of the header's fields, only what is written as a directive. For files that were not written for Slipway. */
  readonly fields?: 'all' | 'stated'
}

/** What differs where the text is not the file's own, such as one with placeholders replaced. */
export interface ScriptHooks {
  /** Default: the dialect's own. */
  split?(): readonly Statement[]
  /** Where an offset of the text stands in the file. Default: in the text's own lines. */
  at?(offset: number): Location
  /** Called for every statement, with its borders in the text. */
  check?(start: number, end: number): void
}

/** What a script says. */
export interface ReadScript {
  readonly steps: readonly Step[]
  readonly header: Header
  /** Accepted for the whole script. */
  readonly allow: readonly Allowance[]
  /** Stated: cannot be undone. */
  readonly irreversible: Location | undefined
}

/**
 * Cuts a script with the dialect and reads the comments that stand between its statements.
 *
 * A directive speaks for the statement that it stands above. What stands in the leading comments and is parted from the first
 * statement by a blank line, or stands above a BEGIN or SET, speaks for the whole script.
 *
 * @throws SW-SYNTAX, naming file, line and cure, for what has no meaning where it stands.
 */
export function readScript(script: Script, hooks: ScriptHooks = {}): ReadScript {
  const { text, file, part, dialect } = script
  const lines = linesOf(text)
  const at = hooks.at ?? ((offset: number): Location => ({ file, ...lines.at(offset) }))
  const steps: Step[] = []
  const fields: Field[] = []
  const allow: Allowance[] = []
  let irreversible: Location | undefined
  let cursor = 0
  for (const statement of [...(hooks.split?.() ?? dialect.split(text, file)), undefined]) {
    const gap = scanComments(text, cursor)
    const next = statement?.text.slice(scanComments(statement.text, 0).end)
    const marks = readGap(gap, { part, isHead: cursor === 0, next, at })
    for (const directive of marks.behind) allowBehind(directive, steps)
    fields.push(...marks.fields.filter(({ stated }) => stated || script.fields !== 'stated'))
    allow.push(...marks.allow)
    steps.push(...marks.gates)
    irreversible ??= marks.irreversible
    if (next === undefined) {
      refuseLost(marks.above)
      break
    }
    const start = text.startsWith(next, gap.end) ? gap.end : text.indexOf(next, gap.end)
    if (start < 0) {
      throw new SlipwayError('SW-INTERNAL', `${file}: the dialect gave a statement that is not in the file`)
    }
    cursor = start + next.length
    hooks.check?.(start, cursor)
    refuseDirectivesInside(next, (offset) => at(start + offset))
    steps.push(stepOf(next, at(start), marks.above))
  }
  return { steps, header: readHeader(fields), allow, irreversible }
}

/**
 * What the comments at the head of an up script say, without cutting it into statements.
 *
 * @throws SW-SYNTAX as {@link readScript} does of the same comments.
 */
export function readHead({ text, file, fields }: Omit<Script, 'part' | 'dialect'>, hooks: ScriptHooks = {}): Header {
  const { comments } = scanComments(text, 0)
  if (comments.length === 0) return readHeader([])
  const lines = linesOf(text)
  const at = hooks.at ?? ((offset: number): Location => ({ file, ...lines.at(offset) }))
  const marks = comments.map((comment) => readComment(comment.text, at(comment.offset)))
  return readHeader(
    marks.filter((mark) => mark?.kind === 'field').filter(({ stated }) => stated || fields !== 'stated'),
  )
}

function allowBehind(directive: Directive, steps: Step[]): void {
  const last = steps.at(-1)
  if (directive.name !== 'allow' || last?.kind !== 'statement') {
    const what = `slipway:${directive.name} stands behind a statement`
    throw commentError(directive.at, what, 'put it on a line of its own, right above the statement it is for')
  }
  steps[steps.length - 1] = { ...last, allow: [...(last.allow ?? []), readAllowance(directive.value, directive.at)] }
}

function refuseLost([lost]: readonly Directive[]): void {
  if (lost === undefined) return
  throw commentError(lost.at, `no statement follows slipway:${lost.name}`, 'put it right above the statement it is for')
}

function refuseDirectivesInside(statement: string, at: (offset: number) => Location): void {
  for (const comment of commentsInside(statement)) {
    if (!comment.text.startsWith('slipway:')) continue
    const cure = 'put it on a line of its own, right above the statement'
    throw commentError(at(comment.offset), 'a directive stands inside a statement', cure)
  }
}
