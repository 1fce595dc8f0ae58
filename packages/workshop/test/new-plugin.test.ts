import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { main, type Io } from '@slipway/cli'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProjectFolder, shellEnvironment, type ProjectFolder } from '../src/docs/project-folder.ts'
import { repository } from '../src/packages.ts'
import { runCommand } from '../src/run-command.ts'
import { tool } from '../src/tool.ts'

const quiet = async (): Promise<void> => undefined
const io = (cwd: string): Io => ({
  cwd,
  env: {},
  terminal: { out: false, err: false, columns: 100 },
  out: quiet,
  note: quiet,
  signal: new AbortController().signal,
  interrupted: () => undefined,
})

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
}

// What node:test says of each test that is no group, as TAP.
function outcomes(tap: string) {
  const results: { readonly name: string; readonly passed: boolean; readonly error: string }[] = []
  for (const [, not, name = '', rest = ''] of tap.matchAll(
    /^ {4}(not )?ok \d+ - (.+)\n {6}---\n([^]*?)^ {6}\.\.\.$/gm,
  )) {
    const error = /error: (?:\|-\n)?([^]*?)\n {6}code:/.exec(rest)?.[1] ?? ''
    results.push({ name: name.split(':')[0] ?? '', passed: not === undefined, error })
  }
  return results
}

// What holds of a plugin that does nothing yet, and of nothing else.
const holds: Readonly<Record<string, readonly string[]>> = {
  driver: [],
  adapter: ['adapter.plugin'],
  strategy: ['step-runner.plugin', 'step-runner.takes'],
  rule: ['rule.plugin'],
  reporter: ['reporter.plugin'],
}

let folder: ProjectFolder
const placeOf = (kind: string): string => join(folder.path, `slipway-${kind}-my-acme`)
const manifestOf = async (kind: string) =>
  JSON.parse(await readFile(join(placeOf(kind), 'package.json'), 'utf8')) as Manifest

beforeAll(async () => {
  folder = await makeProjectFolder()
  for (const kind of Object.keys(holds)) {
    expect(await main(['init', '--plugin', kind, 'my-acme'], io(folder.path))).toBe(0)
    await folder.install(Object.keys((await manifestOf(kind)).devDependencies))
  }
})
afterAll(() => folder[Symbol.asyncDispose]())

test('new plugins type-check as they are, each under the options of its own', async () => {
  const kinds = Object.keys(holds)
  const options = await Promise.all(kinds.map((kind) => readFile(join(placeOf(kind), 'tsconfig.json'), 'utf8')))
  expect(new Set(options).size).toBe(1)
  // The packages are linked as sources, which need more than what is published.
  const lib = ['es2024', 'esnext.disposable', 'esnext.iterator', 'esnext.collection']
  const config = {
    extends: `./slipway-${kinds[0]}-my-acme/tsconfig.json`,
    compilerOptions: { customConditions: ['slipway-dev'], lib },
    include: ['slipway-*/src', 'slipway-*/test'],
  }
  await folder.write('tsconfig.json', JSON.stringify(config))
  const { output } = await runCommand(tool('tsc'), ['-p', folder.path], { cwd: folder.path })
  expect(output.split('\n').filter((line) => line !== '' && !line.startsWith('..'))).toEqual([])
})

test('new plugins are formatted as this repository is', async () => {
  const folders = Object.keys(holds).flatMap((kind) => [join(placeOf(kind), 'src'), join(placeOf(kind), 'test')])
  const format = ['--check', '--config', join(repository, '.oxfmtrc.json'), ...folders]
  const { code, output } = await runCommand(tool('oxfmt'), format, { cwd: folder.path })
  expect(code, output).toBe(0)
})

test.each(Object.keys(holds))('a new %s fails for what is to be written and for nothing else', async (kind) => {
  const script = String((await manifestOf(kind)).scripts['test']).replaceAll('"', '')
  const [program, ...parameters] = script.split(' ')
  expect(program).toBe('node')
  const env = shellEnvironment(folder.path, {})
  const ran = await runCommand(process.execPath, ['--test-reporter=tap', ...parameters], { cwd: placeOf(kind), env })
  expect(ran.code).toBe(1)
  const results = outcomes(ran.output)
  expect(results.length, ran.output).toBeGreaterThan(4)
  expect(results.filter(({ passed }) => passed).map(({ name }) => name)).toEqual(holds[kind])
  for (const { name, passed, error } of results) if (!passed) expect(error, name).toContain('To be written: ')
})
