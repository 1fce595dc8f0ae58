import type { Command, Option } from './command.ts'
import type { Flags } from './flags.ts'
import { globalOptions } from './global-options.ts'
import { util } from './node-util.ts'
import { suggest } from './suggest.ts'

/** A command line that was understood, or why it was not. */
export type Parsed =
  | {
      readonly ok: true
      readonly command: Command | undefined
      readonly alias?: string
      readonly flags: Flags
      readonly parameters: readonly string[]
    }
  | { readonly ok: false; readonly message: string; readonly hint: string }

function wrong(message: string, hint: string): Parsed {
  return { ok: false, message, hint }
}

function spelled(option: Option): readonly string[] {
  return [option.name, ...(option.alias === undefined ? [] : [option.alias])]
}

function table(options: readonly Option[]): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  return Object.fromEntries(
    options.flatMap((option) =>
      spelled(option).map((name) => [
        name,
        {
          type: option.value === undefined ? ('boolean' as const) : ('string' as const),
          ...(option.short === undefined || name !== option.name ? {} : { short: option.short }),
        },
      ]),
    ),
  )
}

function tokenize(argv: readonly string[], options: readonly Option[]) {
  return util.parseArgs({
    args: [...argv],
    options: table(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens
}

/** Finds the verb: the first word that is neither a flag nor the value of a global one. */
function findVerb(argv: readonly string[], commands: readonly Command[]): string | undefined {
  const all = [...globalOptions, ...commands.flatMap((command) => command.options)]
  return tokenize(argv, all).find((token) => token.kind === 'positional')?.value
}

/** Reads a command line. Knows nothing of what the words mean. */
export function parseArguments(argv: readonly string[], commands: readonly Command[]): Parsed {
  const verb = findVerb(argv, commands)
  const command = commands.find((each) => each.name === verb || (verb !== undefined && each.aliases.includes(verb)))
  if (verb !== undefined && command === undefined) {
    const meant = suggest(
      verb,
      commands.flatMap((each) => [each.name, ...each.aliases]),
    )
    return wrong(
      `There is no command "${verb}".${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      meant === undefined ? 'slipway --help' : `slipway ${meant}\nslipway --help`,
    )
  }
  const options = [...globalOptions, ...(command?.options ?? [])]
  const help = command === undefined ? 'slipway --help' : `slipway ${command.name} --help`
  const values: Record<string, string | true | readonly string[]> = {}
  const words: string[] = []
  for (const token of tokenize(argv, options)) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const option = options.find((each) => spelled(each).includes(token.name))
    if (option === undefined) {
      const meant = suggest(token.name, options.flatMap(spelled))
      const where = command === undefined ? 'slipway' : `slipway ${command.name}`
      return wrong(
        `${where} has no flag ${token.rawName}.${meant === undefined ? '' : ` Did you mean --${meant}?`}`,
        help,
      )
    }
    if (option.value === undefined) {
      if (token.value !== undefined) return wrong(`${token.rawName} takes no value.`, help)
      values[option.name] = true
      continue
    }
    const absent = token.value === undefined || (!token.inlineValue && /^-./.test(token.value))
    if (absent || token.value === undefined)
      return wrong(`${token.rawName} needs a value: ${token.rawName} ${option.value}`, help)
    if (option.multiple === true)
      values[option.name] = [...((values[option.name] as readonly string[] | undefined) ?? []), token.value]
    else if (values[option.name] !== undefined) return wrong(`--${option.name} was given twice.`, help)
    else values[option.name] = token.value
  }
  const parameters = words.slice(1)
  if (command !== undefined && parameters.length > command.most && values['help'] === undefined) {
    const extra = parameters.slice(command.most).map((word) => `"${word}"`)
    return wrong(`slipway ${command.name} does not know what to do with ${extra.join(' ')}.`, help)
  }
  const alias = command !== undefined && verb !== undefined && verb !== command.name ? { alias: verb } : {}
  return { ok: true, command, ...alias, flags: { values }, parameters }
}
