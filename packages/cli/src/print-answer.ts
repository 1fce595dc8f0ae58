import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Answer, CommandContext } from './command.ts'
import { isOn, textOf } from './flags.ts'
import { jsonPieces } from './json-pieces.ts'
import { styleFor } from './render/style.ts'

/** Forms of an answer. */
export const formats = ['pretty', 'json', 'markdown', 'sql'] as const

export type Format = (typeof formats)[number]

function line(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/**
 * Prints an answer in the form that was asked for. A plan's `--out` is the command's own affair; any other answer goes to
 * the file instead of stdout.
 * @throws `SW-USAGE` when the command has no such form.
 */
export async function printAnswer(answer: Answer, format: Format, context: CommandContext): Promise<void> {
  const exit = answer.exit ?? 0
  const file = context.command === 'plan' ? undefined : textOf(context.flags, 'out')
  const data = async (text: string) =>
    file === undefined ? context.io.out(line(text)) : writeFile(resolve(context.io.cwd, file), line(text))
  if (format === 'json') {
    const pieces = jsonPieces({ ok: exit === 0, command: context.command, exit, result: answer.result })
    if (file !== undefined) return writeFile(resolve(context.io.cwd, file), pieces)
    // The empty text hurries what goes before it.
    for (const piece of pieces) await Promise.all([context.io.out(piece), context.io.out('')])
    return
  }
  if (format === 'pretty') {
    if (answer.stream !== 'stderr') return data(answer.pretty(styleFor(context.io, file === undefined ? 'out' : 'err')))
    return isOn(context.flags, 'quiet') ? undefined : context.io.note(line(answer.pretty(styleFor(context.io, 'err'))))
  }
  const other = answer[format]
  if (other !== undefined) return data(other())
  const { SlipwayError } = await import('@slipway/core')
  throw new SlipwayError('SW-USAGE', `slipway ${context.command} has no form "${format}".`, {
    hint: `slipway ${context.command} --json`,
  })
}
