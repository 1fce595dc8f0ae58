import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { readConsole, type ShownCommand } from './console-block.ts'
import { excerptOf } from './excerpts.ts'
import { readMarkdown, type Block } from './markdown.ts'
import { missingLines } from './missing-lines.ts'
import type { Page } from './pages.ts'
import { foreignPrograms } from './foreign-programs.ts'
import { makeProjectFolder, shellEnvironment, type ProjectFolder } from './project-folder.ts'
import type { Answered, Asked } from './slipway-process.ts'
import { shellWords } from './shell-words.ts'
import { shownPackages } from './shown-packages.ts'

/** What a page may name a database by: `export DATABASE_URL=postgres://…`. */
export type DatabaseScheme = 'postgres' | 'mysql' | 'mongodb'

/** How to get a database for a page that names one. */
export type DatabaseFor = (scheme: DatabaseScheme) => Promise<{ readonly url: string }>

// `postgresql+psycopg://` is SQLAlchemy's, `jdbc:postgresql://` Flyway's.
const address = /^((?:jdbc:)?(postgres|mysql|mongodb)(?:ql)?(?:\+\w+)?):\/\//

const schemeOf = (value: string): DatabaseScheme | undefined => address.exec(value)?.[2] as DatabaseScheme | undefined

/** The real address, in the words of the one that a page shows. */
function inItsWords(shown: string, real: string): string {
  const prefix = address.exec(shown)?.[1] ?? ''
  if (!prefix.startsWith('jdbc:')) return real.replace(/^[\w+]+(?=:)/, prefix)
  const { host, pathname, username, password } = new URL(real)
  return `${prefix}://${host}${pathname}?${new URLSearchParams({ user: username, password })}`
}

/** The day on which the pages' examples are set; `slipway new` numbers files by the day. */
export const dayOfPages = '20260122'

interface Manifest {
  readonly type?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

interface Stage {
  readonly folder: ProjectFolder
  readonly variables: Record<string, string>
  /** What the page calls a database → what it really is. */
  readonly addresses: Map<string, string>
  readonly databaseFor: DatabaseFor
  process: ChildProcess | undefined
}

/** The path in the first line of a block: `-- migrations/V1__x.sql`, `// slipway.config.ts`. */
export function pathOf({ text }: Block): string | undefined {
  return /^(?:--|\/\/|#) ([\w./-]+\.\w+)\n/.exec(text)?.[1]
}

function endProcess(stage: Stage): void {
  if (stage.process?.connected === true) stage.process.disconnect()
  stage.process = undefined
}

// A configuration is loaded once per process, as it is for a person who types one command after the other.
async function inProcess(stage: Stage, asked: Asked): Promise<Answered> {
  stage.process ??= fork(join(import.meta.dirname, 'slipway-process.ts'), {
    cwd: stage.folder.path,
    env: shellEnvironment(stage.folder.path, stage.variables),
    execArgv: ['--conditions=slipway-dev'],
    execPath: process.execPath,
  })
  const ended = new AbortController()
  const answered = once(stage.process, 'message', { signal: ended.signal })
  const died = once(stage.process, 'exit', { signal: ended.signal })
  stage.process.send(asked)
  try {
    const [first] = (await Promise.race([answered, died])) as [Answered | number]
    if (typeof first === 'object' && first !== null) return first
    throw new Error(`the process ended with ${first}`)
  } finally {
    ended.abort()
    for (const waiting of [answered, died]) waiting.catch(() => undefined)
  }
}

async function setVariable(stage: Stage, name: string, value: string): Promise<Answered> {
  endProcess(stage)
  const scheme = schemeOf(value)
  if (scheme !== undefined) {
    const shown = new URL(value.replace(/^jdbc:/, ''))
    const real = new URL(stage.addresses.get(value) ?? (await stage.databaseFor(scheme)).url)
    stage.addresses.set(value, real.href)
    stage.addresses.set(shown.host + shown.pathname, real.host + real.pathname)
    stage.variables[name] = inItsWords(value, real.href)
  } else stage.variables[name] = value
  return { exit: 0, output: '' }
}

async function inShell(stage: Stage, line: string): Promise<Answered> {
  const env = shellEnvironment(stage.folder.path, stage.variables)
  const git = { GIT_CONFIG_GLOBAL: join(stage.folder.path, '.shims/git.config') }
  const { code, output } = await runCommand('sh', ['-c', line], { cwd: stage.folder.path, env: { ...env, ...git } })
  return { exit: code, output }
}

// Slipway asks what a project depends on before it loads an adapter.
async function noteInManifest({ path, write }: ProjectFolder, names: readonly string[]): Promise<void> {
  const file = join(path, 'package.json')
  const manifest = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Manifest) : { type: 'module' }
  const dependencies = { ...manifest.dependencies, ...Object.fromEntries(names.map((name) => [name, '*'])) }
  await write('package.json', `${JSON.stringify({ ...manifest, dependencies }, undefined, 2)}\n`)
}

async function perform(stage: Stage, { line, answers }: ShownCommand): Promise<Answered> {
  const { words, plain } = shellWords(line)
  const [first = '', second = ''] = words
  const exported = /^export ([A-Z_]+)=(.*)$/.exec(line)
  if (exported !== null) return setVariable(stage, exported[1] ?? '', exported[2]?.replaceAll(/^['"]|['"]$/g, '') ?? '')
  if (line.startsWith('mkdir ')) return { exit: 0, output: '' }
  if (first === 'pnpm' && second === 'init') {
    await stage.folder.write('package.json', '{ "name": "shop", "version": "1.0.0" }\n')
    return { exit: 0, output: '' }
  }
  if (first === 'pnpm' && second === 'add') {
    const names = words.slice(2).filter((word) => !word.startsWith('-'))
    await stage.folder.install(names)
    await noteInManifest(stage.folder, names)
    return { exit: 0, output: '' }
  }
  const argv =
    first === 'slipway' ? words.slice(1) : first === 'pnpm' && second === 'slipway' ? words.slice(2) : undefined
  if (argv === undefined || !plain) return inShell(stage, line)
  return inProcess(stage, { argv, answers })
}

function asShown(stage: Stage, output: string): string {
  let text = output
  for (const [shown, real] of stage.addresses) text = text.replaceAll(real, shown)
  return text
}

async function playConsole(stage: Stage, block: Block): Promise<readonly string[]> {
  for (const command of readConsole(block)) {
    const { exit, output } = await perform(stage, command)
    const missing = missingLines(command.output, asShown(stage, output))
    if (exit === command.exit && missing.length === 0) continue
    const said = output.trimEnd().replaceAll(/^/gm, '    | ')
    const problem =
      exit === command.exit ? `does not print: ${missing.join('\n      ')}` : `ends with ${exit}, not ${command.exit}`
    // What follows builds on it, so one problem is enough for a page.
    return [`line ${command.at}: $ ${command.line} ${problem}\n${said}`]
  }
  return []
}

// A module without a path stands for itself; what belongs into a test runner is run by the package it documents.
async function playModule(stage: Stage, block: Block): Promise<readonly string[]> {
  if (block.text.includes(`from 'vitest'`)) return []
  await stage.folder.write('block.ts', block.text)
  const { exit, output } = await inShell(stage, 'node block.ts')
  return exit === 0 ? [] : [`line ${block.line}: the module ends with ${exit}\n${output}`]
}

async function play(stage: Stage, block: Block, path: string | undefined): Promise<readonly string[]> {
  if (block.language === 'console') return playConsole(stage, block)
  return block.language === 'ts' && path === undefined ? playModule(stage, block) : []
}

/** Plays the blocks of a page in order, in one project. Answers what is not true. */
export async function playPage(page: Page, today: string, databaseFor: DatabaseFor): Promise<readonly string[]> {
  await using folder = await makeProjectFolder()
  const stage: Stage = { folder, variables: {}, addresses: new Map(), databaseFor, process: undefined }
  if (page.path.startsWith('examples/')) await folder.copy(dirname(page.path))
  const { blocks } = readMarkdown(page.text.replaceAll(dayOfPages, today))
  await folder.programs(await foreignPrograms(page.text.split('\n')))
  const installs = blocks.some(({ language, text }) => language === 'console' && /^\$ pnpm (add|init)/m.test(text))
  if (!installs) {
    await folder.write('package.json', '{ "name": "shop", "private": true, "type": "module" }\n')
    await folder.install(shownPackages)
  }
  try {
    for (const block of blocks) {
      if (block.notRun !== undefined || excerptOf(block) !== undefined) continue
      const path = pathOf(block)
      if (path !== undefined) {
        // The process has loaded the old text.
        if (path.endsWith('.ts') || existsSync(join(folder.path, path))) endProcess(stage)
        await folder.write(path, block.text)
      }
      const problems = await play(stage, block, path)
      if (problems.length > 0) return problems.map((problem) => `${page.path} ${problem}`)
    }
    return []
  } finally {
    endProcess(stage)
  }
}
