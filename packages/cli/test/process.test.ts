import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runSlipway } from './run-slipway.ts'

const cwd = import.meta.dirname
const source = new URL('../src/', import.meta.url)

test('--version prints the version and nothing else', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', source), 'utf8')) as { version: string }
  expect(await runSlipway(['--version'], { cwd })).toEqual({ exit: 0, out: `${version}\n`, err: '' })
})

test('an alias prints the primary name once, on stderr', async () => {
  const { exit, out, err } = await runSlipway(['info', '--help'], { cwd })
  expect(exit).toBe(0)
  expect(out).toContain('slipway status [flags]')
  expect(err).toBe('')
})

test('a defect in the command line leaves 64 and the way out', async () => {
  const { exit, out, err } = await runSlipway(['status', '--formt', 'json'], { cwd })
  expect({ exit, out }).toEqual({ exit: 64, out: '' })
  expect(err).toContain('slipway status has no flag --formt. Did you mean --format?')
})

async function loadedAtOnce(file: URL, seen = new Set<string>()): Promise<ReadonlySet<string>> {
  if (seen.has(file.href)) return seen
  seen.add(file.href)
  const text = await readFile(file, 'utf8')
  for (const [, from = ''] of text.matchAll(/^(?:import|export)(?! type\b)[^'"]*?from '([^']+)'/gm)) {
    if (from.startsWith('.')) await loadedAtOnce(new URL(from, file), seen)
    else seen.add(from)
  }
  return seen
}

test.each(['main.ts', 'commands/commands.ts', 'render/render-help.ts'])(
  '%s loads no package before a command runs',
  async (file) => {
    const loaded = [...(await loadedAtOnce(new URL(file, source)))].filter((name) => !name.startsWith('file:'))
    expect(loaded.filter((name) => !name.startsWith('node:'))).toEqual([])
  },
)
