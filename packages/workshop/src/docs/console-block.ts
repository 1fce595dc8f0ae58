import type { Block } from './markdown.ts'

/** One command that a page shows, and what it shows of its output. */
export interface ShownCommand {
  /** Without its prompt and its comment. */
  readonly line: string
  readonly exit: number
  readonly output: readonly string[]
  /** What is typed where it asks: the end of a shown question, `[y/N] y`. */
  readonly answers: readonly string[]
  /** In the page, from 1. */
  readonly at: number
}

/**
 * Reads a `console` block: `$ command`, then what it prints. `# exit 3` after a command states how it ends.
 *
 * @throws Error when it does not begin with a command.
 */
export function readConsole({ text, line: first }: Block): readonly ShownCommand[] {
  const commands: ShownCommand[] = []
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    const command = /^\$ (.+?)(?:\s+#\s*(.*))?$/.exec(line)
    if (command !== null) {
      const exit = Number(/\bexit (\d+)/.exec(command[2] ?? '')?.[1] ?? 0)
      commands.push({ line: command[1] ?? '', exit, output: [], answers: [], at: first + 1 + index })
      continue
    }
    const last = commands.pop()
    if (last === undefined) throw new Error(`line ${first + 1 + index}: output before the first command`)
    const answer = /\[[yY]\/[nN]\] (\S+)$/.exec(line)?.[1]
    commands.push({
      ...last,
      output: [...last.output, line],
      answers: answer === undefined ? last.answers : [...last.answers, answer],
    })
  }
  return commands
}
