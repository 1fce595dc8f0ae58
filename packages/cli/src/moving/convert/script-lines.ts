import type { Allowance } from '@slipway/core'
import type { WritableStep, Written } from './written.ts'

/** How the lines of a step are put around with what a tool needs. */
export type Around = (statement: readonly string[]) => readonly string[]

const alone: Around = (statement) => statement

/**
 * The comments at the head of a file. `stated` writes fields as directives, for files of which plain comments mean nothing.
 */
export function headLines(written: Written, form: 'plain' | 'stated' = 'plain'): readonly string[] {
  const { fields, notes, allow, irreversible } = written
  const lines = [
    ...fields.map(([name, value]) => (form === 'plain' ? `-- ${name}: ${value}` : `-- slipway:${name} ${value}`)),
    ...notes.map((note) => `-- ${oneLine(note)}`),
    ...(irreversible === undefined ? [] : [`-- slipway:irreversible ${oneLine(irreversible)}`]),
    ...allow.map(allowLine),
  ]
  // A blank line parts what is said of the whole file from what is said of its first statement.
  return lines.length === 0 ? [] : [...lines, '']
}

/** The statements of one direction, each under what is said of it. */
export function bodyLines(steps: readonly WritableStep[], around: Around = alone): readonly string[] {
  return steps.flatMap((step, index) => [
    ...(index === 0 ? [] : ['']),
    ...(step.comments ?? []),
    ...stepLines(step, around),
  ])
}

function stepLines(step: WritableStep, around: Around): readonly string[] {
  switch (step.kind) {
    case 'gate':
      return [`-- slipway:gate ${step.gate} ${oneLine(step.why)}`]
    case 'assert':
      return [`-- slipway:assert ${oneLine(step.message)}`, ...around(ended(step.text))]
    case 'backfill':
      return [`-- slipway:backfill ${optionsOf(step.options)}`, ...around(ended(step.text))]
    case 'statement':
      return [...(step.allow ?? []).map(allowLine), ...around(ended(step.text))]
  }
}

function allowLine({ code, reason }: Allowance): string {
  return `-- slipway:allow ${code} ${oneLine(reason)}`
}

function optionsOf(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')
}

/** With its semicolon, on a line of its own where a comment would swallow it. */
function ended(text: string): readonly string[] {
  const lines = text.trimEnd().split('\n')
  const last = lines.at(-1) ?? ''
  return /--|#/.test(last) ? [...lines, ';'] : [...lines.slice(0, -1), `${last};`]
}

/** A comment ends with its line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
