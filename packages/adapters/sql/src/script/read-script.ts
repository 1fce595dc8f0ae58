import { SlipwayError } from '@slipway/core'
import type { Dialect, Location, Statement } from '@slipway/core/plugin'
import {
  type Header,
  type Lines,
  linesOf,
  readHead as readPlainHead,
  readScript as readPlainScript,
  type ReadScript,
} from '@slipway/core/adapter'
import type { ResolvedOptions } from '../options.ts'
import { textOf, type Script } from '../styles/style.ts'
import { holeError, replacePlaceholders } from './replace-placeholders.ts'
import type { Replaced } from './replace-placeholders.ts'

export interface ScriptContext {
  readonly dialect: Dialect
  readonly options: ResolvedOptions
  readonly replace: boolean
}

type At = (offset: number) => Location

function withValues(script: Script, context: ScriptContext): { readonly replaced: Replaced; readonly at: At } {
  const text = textOf(script)
  const replaced = replacePlaceholders(text, context.replace, context.options)
  let lines: Lines | undefined
  const at: At = (offset) => ({
    file: script.file.path,
    ...(lines ??= linesOf(text)).at(replaced.original(offset)),
  })
  return { replaced, at }
}

/** Puts values in place of placeholders and reads what the head of an up script says; no statement is cut. */
export function readHead(script: Script, context: ScriptContext): Header {
  const { replaced, at } = withValues(script, context)
  return readPlainHead({ text: replaced.text, file: script.file.path }, { at })
}

/** Puts values in place of placeholders and reads the script; places stay those of the file. */
export function readScript(script: Script, part: 'up' | 'down', context: ScriptContext): ReadScript {
  const { replaced, at } = withValues(script, context)
  return readPlainScript(
    { text: replaced.text, file: script.file.path, part, dialect: context.dialect },
    {
      split: () => splitOrBlame(replaced, script, context, at),
      at,
      check: (start, end) => refuseHoles(replaced, start, end, at, context.options),
    },
  )
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
  const text = textOf(script).split('\n')[line - 1] ?? ''
  const start = text.indexOf(options.placeholderPrefix)
  const end = text.indexOf(options.placeholderSuffix, start)
  if (start < 0 || end < 0) return undefined
  const name = text.slice(start + options.placeholderPrefix.length, end).trim()
  return holeError({ name, start, why: 'no-value' }, { file: script.file.path, line }, options)
}

function refuseHoles(replaced: Replaced, start: number, end: number, at: At, options: ResolvedOptions): void {
  const hole = replaced.holes.find((candidate) => candidate.start >= start && candidate.start < end)
  if (hole !== undefined) throw holeError(hole, at(hole.start), options)
}
