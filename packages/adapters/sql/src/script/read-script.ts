import { SlipwayError } from '@slipway/core'
import type { Allowance, Dialect, Location, Statement, Step } from '@slipway/core/plugin'
import type { ResolvedOptions } from '../options.ts'
import type { Script } from '../styles/style.ts'
import { commentsInside } from './comments-inside.ts'
import { readAllowance, readComment, readGate } from './directive.ts'
import type { Marked } from './directive.ts'
import { readHeader } from './header.ts'
import type { Header } from './header.ts'
import { linesOf } from './offsets.ts'
import { holeError, replacePlaceholders } from './replace-placeholders.ts'
import type { Replaced } from './replace-placeholders.ts'
import { scanComments } from './scan-comments.ts'
import { stepOf } from './step-of.ts'
import { syntaxError } from './syntax-error.ts'

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

type Directive = Extract<Marked, { kind: 'directive' }>
type Field = Extract<Marked, { kind: 'field' }>

/**
 * Cuts a script with the dialect and reads the comments that stand between its statements.
 *
 * What stands in the leading comments, apart from the lines right above the first statement, speaks for the whole script;
 * so does what stands right above a BEGIN.
 */
export function readScript(script: Script, part: 'up' | 'down', context: ScriptContext): ReadScript {
  const file = script.file.path
  const replaced = replacePlaceholders(script.text, context.replace, context.options)
  const text = replaced.text
  const lines = linesOf(script.text)
  const at = (offset: number): Location => ({ file, ...lines.at(replaced.original(offset)) })

  const steps: Step[] = []
  const fields: Field[] = []
  const allow: Allowance[] = []
  let irreversible: Location | undefined
  let cursor = 0
  const statements = splitOrBlame(replaced, script, context, at)

  for (let index = 0; index <= statements.length; index += 1) {
    const gap = scanComments(text, cursor)
    const statement = statements[index]
    const body = statement === undefined ? undefined : statement.text.slice(scanComments(statement.text, 0).end)
    const lastBlock = gap.comments.at(-1)?.block
    const attached: Directive[] = []
    for (const comment of gap.comments) {
      const marked = readComment(comment.text, at(comment.offset))
      if (marked === undefined) continue
      if (marked.kind === 'field') {
        if (index === 0 && part === 'up') fields.push(marked)
        else if (marked.stated) throw misplacedField(marked, part)
        continue
      }
      const nearFirst =
        gap.touches &&
        comment.block === lastBlock &&
        body !== undefined &&
        !/^(begin|start\s+transaction)\b/i.test(body)
      if (marked.name === 'gate') steps.push({ kind: 'gate', ...readGate(marked.value, marked.at), at: marked.at })
      else if (marked.name === 'irreversible') {
        if (index > 0 || (part === 'down' && statements.length > 0)) throw misplacedIrreversible(marked.at)
        if (marked.value === '')
          throw syntaxError(
            marked.at,
            'slipway:irreversible gives no reason',
            '-- slipway:irreversible why it cannot be undone',
          )
        irreversible = marked.at
      } else if (comment.trailing) trail(marked, steps)
      else if (index === 0 && marked.name === 'allow' && !nearFirst) allow.push(readAllowance(marked.value, marked.at))
      else attached.push(marked)
    }
    if (body === undefined || body === '') {
      const [lost] = attached
      if (lost !== undefined)
        throw syntaxError(
          lost.at,
          `no statement follows slipway:${lost.name}`,
          'put it right above the statement it is for',
        )
      continue
    }
    const start = text.startsWith(body, gap.end) ? gap.end : text.indexOf(body, gap.end)
    if (start < 0)
      throw new SlipwayError(
        'SW-INTERNAL',
        `${file}: a statement of the dialect ${context.dialect.name} is not in the file's text`,
      )
    cursor = start + body.length
    const hole = replaced.holes.find((candidate) => candidate.start >= start && candidate.start < cursor)
    if (hole !== undefined) throw holeError(hole, at(hole.start), context.options)
    for (const comment of commentsInside(body)) {
      if (!comment.text.startsWith('slipway:')) continue
      throw syntaxError(
        at(start + comment.offset),
        'a directive stands inside a statement',
        'put it on a line of its own, right above the statement',
      )
    }
    steps.push(stepOf(body, at(start), attached))
  }
  return { steps, header: readHeader(fields), allow, irreversible }
}

/** What stands in for a placeholder without a value may be no SQL where it stands: then the value is what is missing. */
function splitOrBlame(
  replaced: Replaced,
  script: Script,
  context: ScriptContext,
  at: (offset: number) => Location,
): readonly Statement[] {
  try {
    return context.dialect.split(replaced.text, script.file.path)
  } catch (error) {
    const hole = replaced.holes.find(
      ({ start }) => !replaced.text.slice(replaced.text.lastIndexOf('\n', start) + 1, start).includes('--'),
    )
    throw hole === undefined ? error : holeError(hole, at(hole.start), context.options)
  }
}

function trail(directive: Directive, steps: Step[]): void {
  const last = steps.at(-1)
  if (directive.name !== 'allow' || last?.kind !== 'statement') {
    throw syntaxError(
      directive.at,
      `slipway:${directive.name} stands behind a statement`,
      'put it on a line of its own, right above the statement it is for',
    )
  }
  steps[steps.length - 1] = { ...last, allow: [...(last.allow ?? []), readAllowance(directive.value, directive.at)] }
}

function misplacedField(field: Field, part: 'up' | 'down'): SlipwayError {
  return part === 'down'
    ? syntaxError(field.at, `slipway:${field.name} stands in a down script`, 'it belongs at the head of the up script')
    : syntaxError(
        field.at,
        `slipway:${field.name} stands after the first statement`,
        'it belongs at the head of the file',
      )
}

function misplacedIrreversible(at: Location): SlipwayError {
  return syntaxError(
    at,
    'slipway:irreversible stands beside statements',
    'put it at the head of the up script, or leave it alone in the down script',
  )
}
