import { main, type Io } from '@slipway/cli'
import { parseSync } from 'vite'
import { readMarkdown } from './markdown.ts'
import { shellWords } from './shell-words.ts'

/** A `slipway …` that somebody may paste, with where it stands. */
export interface CommandLine {
  readonly words: readonly string[]
  readonly at: string
}

// After two spaces comes what a command does; after these marks the sentence goes on.
const mention = /(?:^|[\s(:"'])(?:pnpm |npx )?slipway ((?:(?! {2}|[;,()|]).)+)/g

// Names that Slipway's own sessions have on a server.
const sessions: readonly string[] = ['heartbeat', 'observer']

const isEllipsis = (word: string): boolean => word === '…' || word === '...'

function* mentionsIn(text: string): Generator<readonly string[]> {
  for (const [, rest = ''] of text.matchAll(mention)) {
    const { words } = shellWords(rest)
    const known = words.filter((word, index) => !isEllipsis(word) || words[index - 1]?.startsWith('-') === true)
    const verb = known.find((word) => !word.startsWith('-')) ?? ''
    // A command in capitals stands for any; `/* slipway */` marks a statement.
    if (known.length > 0 && !/^([A-Z]+|\*\/)$/.test(verb) && !sessions.includes(verb)) yield known
  }
}

/** Every command line that a page shows: in its blocks, and in code within its prose. */
export function commandLinesIn(path: string, text: string): readonly CommandLine[] {
  const { blocks, spans } = readMarkdown(text)
  const lines: CommandLine[] = []
  for (const { text: code, line, language } of blocks) {
    if (language !== 'console' && language !== 'sh' && language !== 'yaml') continue
    for (const [index, each] of code.split('\n').entries()) {
      const command = language === 'console' ? (/^\$ (.*)/.exec(each)?.[1] ?? '') : each
      for (const words of mentionsIn(command)) lines.push({ words, at: `${path}:${line + 1 + index}` })
    }
  }
  for (const span of spans) {
    for (const words of mentionsIn(span.text)) lines.push({ words, at: `${path}:${span.line}` })
  }
  return lines
}

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

function* stringsIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) return void (yield* value.flatMap((each) => [...stringsIn(each)]))
  if (typeof value !== 'object' || value === null) return
  const node = value as Node
  if (node.type === 'Literal' && typeof node['value'] === 'string') yield node['value']
  if (node.type === 'TemplateLiteral') {
    const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]
    // What follows a word without a space is a flag, or nothing: `slipway doctor${to}`.
    yield quasis
      .map(({ value: { cooked } }) => cooked)
      .reduce((said, next) => `${said}${/\w$/.test(said) ? '' : 'VALUE'}${next}`)
  }
  for (const field of Object.values(node)) if (typeof field === 'object') yield* stringsIn(field)
}

/** Every command line that a source tells its user to type: in hints, messages and examples. */
export function commandLinesOfSource(path: string, text: string): readonly CommandLine[] {
  const { program } = parseSync(path, text)
  return [...stringsIn(program)].flatMap((string) =>
    string.split('\n').flatMap((line) => [...mentionsIn(line)].map((words) => ({ words, at: path }))),
  )
}

/** Why the command line would not understand these words; `undefined` when it does. Runs nothing. */
export async function misunderstanding(words: readonly string[]): Promise<string | undefined> {
  const said: string[] = []
  const keep = async (text: string): Promise<void> => void said.push(text)
  const io: Io = {
    cwd: import.meta.dirname,
    env: {},
    terminal: { out: false, err: false, columns: 100 },
    out: keep,
    note: keep,
    signal: new AbortController().signal,
    interrupted: () => undefined,
  }
  return (await main([...words, '--help'], io)) === 0 ? undefined : said.join('').split('\n')[0]
}
