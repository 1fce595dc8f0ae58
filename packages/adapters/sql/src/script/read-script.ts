import { SlipwayError } from '@slipway/core'
import type { Allowance, Dialect, Location, Statement, Step } from '@slipway/core/plugin'
import {
  commentError,
  type Directive,
  type Field,
  type Header,
  readAllowance,
  readGap,
  readHeader,
  scanComments,
} from '@slipway/core/adapter'
import type { ResolvedOptions } from '../options.ts'
import type { Script } from '../styles/style.ts'
import { commentsInside } from './comments-inside.ts'
import { linesOf } from './offsets.ts'
import { holeError, replacePlaceholders } from './replace-placeholders.ts'
import type { Replaced } from './replace-placeholders.ts'
import { stepOf } from './step-of.ts'

export interface ReadScript {
  readonly steps: readonly Step[]
  readonly header: Header
  /** Accepted for the whole script. */
  readonly allow: readonly Allowance[]
  /** Stated: cannot be undone. */
  readonly irreversible: Location | undefined
}

export interface ScriptContext {
  readonly dialect: Dialect
  readonly options: ResolvedOptions
  readonly replace: boolean
}

type At = (offset: number) => Location

/**
 * Cuts a script with the dialect and reads the comments that stand between its statements.
 *
 * A directive speaks for the statement that it stands above. What stands in the leading comments and is parted from the first
 * statement by a blank line, or stands above a BEGIN or SET, speaks for the whole script.
 */
export function readScript(script: Script, part: 'up' | 'down', context: ScriptContext): ReadScript {
  const replaced = replacePlaceholders(script.text, context.replace, context.options)
  const { text } = replaced
  const lines = linesOf(script.text)
  const at: At = (offset) => ({ file: script.file.path, ...lines.at(replaced.original(offset)) })

  const steps: Step[] = []
  const fields: Field[] = []
  const allow: Allowance[] = []
  let irreversible: Location | undefined
  let cursor = 0
  for (const statement of [...splitOrBlame(replaced, script, context, at), undefined]) {
    const gap = scanComments(text, cursor)
    const next = statement?.text.slice(scanComments(statement.text, 0).end)
    const marks = readGap(gap, { part, isHead: cursor === 0, next, at })
    for (const directive of marks.behind) allowBehind(directive, steps)
    fields.push(...marks.fields)
    allow.push(...marks.allow)
    steps.push(...marks.gates)
    irreversible ??= marks.irreversible
    if (next === undefined) {
      refuseLost(marks.above)
      break
    }
    const start = text.startsWith(next, gap.end) ? gap.end : text.indexOf(next, gap.end)
    if (start < 0) {
      throw new SlipwayError('SW-INTERNAL', `${script.file.path}: the dialect gave a statement that is not in the file`)
    }
    cursor = start + next.length
    refuseHoles(replaced, start, cursor, at, context.options)
    refuseDirectivesInside(next, (offset) => at(start + offset))
    steps.push(stepOf(next, at(start), marks.above))
  }
  return { steps, header: readHeader(fields), allow, irreversible }
}

/** What stands in for a placeholder without a value may be no SQL where it stands: then the value is what is missing. */
function splitOrBlame(replaced: Replaced, script: Script, context: ScriptContext, at: At): readonly Statement[] {
  const { text } = replaced
  try {
    return context.dialect.split(text, script.file.path)
  } catch (error) {
    const hole = replaced.holes.find(
      ({ start }) => !text.slice(text.lastIndexOf('\n', start) + 1, start).includes('--'),
    )
    throw hole === undefined
      ? (placeholderLeft(error, script, context) ?? error)
      : holeError(hole, at(hole.start), context.options)
  }
}

/** Where nobody said whether placeholders are meant, one in the line of a syntax error is the likely cause. */
function placeholderLeft(
  error: unknown,
  script: Script,
  { options, replace }: ScriptContext,
): SlipwayError | undefined {
  if (replace || options.placeholderReplacement !== undefined || !(error instanceof SlipwayError)) return undefined
  const line = Number(error.details['line'])
  const text = script.text.split('\n')[line - 1] ?? ''
  const start = text.indexOf(options.placeholderPrefix)
  const end = text.indexOf(options.placeholderSuffix, start)
  if (start < 0 || end < 0) return undefined
  const name = text.slice(start + options.placeholderPrefix.length, end).trim()
  return holeError({ name, start, why: 'no-value' }, { file: script.file.path, line }, options)
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

function refuseHoles(replaced: Replaced, start: number, end: number, at: At, options: ResolvedOptions): void {
  const hole = replaced.holes.find((candidate) => candidate.start >= start && candidate.start < end)
  if (hole !== undefined) throw holeError(hole, at(hole.start), options)
}

function refuseDirectivesInside(statement: string, at: At): void {
  for (const comment of commentsInside(statement)) {
    if (!comment.text.startsWith('slipway:')) continue
    const cure = 'put it on a line of its own, right above the statement'
    throw commentError(at(comment.offset), 'a directive stands inside a statement', cure)
  }
}
