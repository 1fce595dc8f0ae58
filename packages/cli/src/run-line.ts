import type { Command, CommandContext } from './command.ts'
import type { LoadedConfig } from './config/load-config.ts'
import { findSecret } from './find-secret.ts'
import { isOn, textOf, type Flags } from './flags.ts'
import type { Io } from './io.ts'
import { parseArguments } from './parse-arguments.ts'
import { formats, printAnswer, type Format } from './print-answer.ts'
import { styleFor } from './render/style.ts'
import { suggest } from './suggest.ts'
import { printVersion } from './version.ts'

const exitOfSignal = { SIGINT: 130, SIGTERM: 143 } as const

async function usage(code: 'SW-USAGE' | 'SW-SECRET-IN-ARGV', message: string, hint: string): Promise<Error> {
  const { SlipwayError } = await import('@slipway/core')
  return new SlipwayError(code, message, { hint })
}

async function formatOf(flags: Flags): Promise<Format> {
  const asked = textOf(flags, 'format')
  if (asked === undefined) return isOn(flags, 'json') ? 'json' : 'pretty'
  const format = formats.find((each) => each === asked)
  if (format !== undefined) return format
  const meant = suggest(asked, formats)
  throw await usage(
    'SW-USAGE',
    `There is no form "${asked}".${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    `--format ${formats.join('|')}`,
  )
}

/** What was asked for, as far as it was understood. */
interface Asked {
  readonly command?: string | undefined
  readonly target?: string | undefined
}

async function fail(error: unknown, argv: readonly string[], io: Io, { command, target }: Asked): Promise<number> {
  const { renderError, reportError } = await import('./render/render-error.ts')
  const report = reportError(error, target)
  const signal = io.interrupted()
  const exit = signal === undefined ? report.exit : exitOfSignal[signal]
  if (argv.includes('--json') || /\bjson\b/.test(argv.join(' ').match(/--format[= ](\S+)/)?.[1] ?? '')) {
    await io.out(`${JSON.stringify({ ok: false, command: command ?? null, exit, error: report }, undefined, 2)}\n`)
    return exit
  }
  const defect = report.code === 'SW-INTERNAL' || argv.includes('--verbose')
  const stack = defect && argv.includes('--verbose') && error instanceof Error ? error.stack : undefined
  await io.note(renderError(report, styleFor(io, 'err'), stack))
  return exit
}

async function run(command: Command, context: CommandContext): Promise<number> {
  const format = await formatOf(context.flags)
  const answer = await command.run(context)
  await printAnswer(answer, format, context)
  return answer.exit ?? 0
}

/**
 * Parses a command line, calls one library function, renders what it answers.
 * @returns the exit code; never throws for what a user can cause.
 */
export async function runLine(argv: readonly string[], io: Io, preset?: LoadedConfig): Promise<number> {
  let asked: Asked = {}
  try {
    if (findSecret(argv)) {
      throw await usage(
        'SW-SECRET-IN-ARGV',
        'The command line carries a password, which every user of this machine can read. Nothing was changed.',
        'Put the URL into an environment variable that slipway.config.ts reads, such as DATABASE_URL:\ndriver: …({ url: process.env.DATABASE_URL })\nThen change the password: it may be in your shell history.',
      )
    }
    const { commands } = await import('./commands/commands.ts')
    const parsed = parseArguments(argv, commands)
    if (!parsed.ok) throw await usage('SW-USAGE', parsed.message, parsed.hint)
    asked = { command: parsed.command?.name, target: textOf(parsed.flags, 'target') }
    if (isOn(parsed.flags, 'version')) return await printVersion(io)
    if (parsed.command === undefined || isOn(parsed.flags, 'help')) {
      const { renderHelp } = await import('./render/render-help.ts')
      await io.out(renderHelp(commands, parsed.command, styleFor(io, 'out')))
      return parsed.command === undefined && !isOn(parsed.flags, 'help') ? 64 : 0
    }
    const style = styleFor(io, 'err')
    if (parsed.alias !== undefined && !isOn(parsed.flags, 'quiet')) {
      await io.note(`${style.faint(`slipway ${parsed.alias} is called slipway ${parsed.command.name} here`)}\n`)
    }
    return await run(parsed.command, {
      command: parsed.command.name,
      io,
      flags: parsed.flags,
      parameters: parsed.parameters,
      style,
      preset,
    })
  } catch (error) {
    return await fail(error, argv, io, asked)
  }
}
