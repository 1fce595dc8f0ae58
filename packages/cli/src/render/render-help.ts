import { groups, type Command, type Option } from '../command.ts'
import { globalOptions } from '../global-options.ts'
import type { Style } from './style.ts'
import { columns, indent } from './text.ts'

/** A flag as help spells it: `-t, --target NAME`. */
export function spelling(option: Option): string {
  const short = option.short === undefined ? '' : `-${option.short}, `
  const alias = option.alias === undefined ? '' : ` (--${option.alias})`
  return `${short}--${option.name}${option.value === undefined ? '' : ` ${option.value}`}${alias}`
}

function optionLines(options: readonly Option[]): string {
  return indent(columns(options.map((option) => [spelling(option), option.summary])).join('\n'), 2)
}

function renderCommand(command: Command, style: Style): string {
  const examples = command.examples.map((example) => [example.command, example.effect] as const)
  return [
    `${style.strong(`slipway ${command.name}`)}${command.parameters === '' ? '' : ` ${command.parameters}`} [flags]`,
    command.summary,
    ...(command.aliases.length === 0 ? [] : [`Also known as: ${command.aliases.join(', ')}`]),
    ...(command.options.length === 0 ? [] : ['', style.strong('Flags'), optionLines(command.options)]),
    '',
    style.strong('Flags of every command'),
    optionLines(globalOptions),
    ...(examples.length === 0 ? [] : ['', style.strong('Examples'), indent(columns(examples, 72).join('\n'), 2)]),
    '',
  ].join('\n')
}

/** Help for one command, or for all of them. */
export function renderHelp(commands: readonly Command[], command: Command | undefined, style: Style): string {
  if (command !== undefined) return renderCommand(command, style)
  const sections = groups.flatMap((group) => {
    const rows = commands
      .filter((each) => each.group === group)
      .map(
        (each) =>
          [each.name, `${each.summary}${each.aliases.length === 0 ? '' : ` (${each.aliases.join(', ')})`}`] as const,
      )
    return rows.length === 0 ? [] : ['', style.strong(group), indent(columns(rows).join('\n'), 2)]
  })
  return [
    `${style.strong('slipway')} COMMAND [flags]: schema migrations with rollbacks that are proved`,
    ...sections,
    '',
    style.strong('Flags of every command'),
    optionLines(globalOptions),
    '',
    'slipway COMMAND --help shows its flags and examples. slipway demo shows Slipway at work in a minute.',
    '',
  ].join('\n')
}
