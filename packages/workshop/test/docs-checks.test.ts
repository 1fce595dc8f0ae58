import { expect, test } from 'vitest'
import { commandLinesIn, commandLinesOfSource, misunderstanding } from '../src/docs/command-lines.ts'
import { brokenExcerpts } from '../src/docs/excerpts.ts'
import { readMarkdown } from '../src/docs/markdown.ts'
import { missingLines } from '../src/docs/missing-lines.ts'
import { playPage } from '../src/docs/play-page.ts'
import { readSql } from '../src/docs/read-sql.ts'
import { typeCheck } from '../src/docs/type-check.ts'

const noDatabase = async (): Promise<never> => Promise.reject(new Error('this page needs no server'))

const page = (...blocks: readonly string[]) => ({ path: 'page.md', text: blocks.join('\n\n') })
const consoleBlock = (...lines: readonly string[]): string => ['```console', ...lines, '```'].join('\n')

test.each([
  ['what is not printed', consoleBlock('$ slipway explain SW-LOCKED', 'all is well'), 'does not print: all is well'],
  ['another exit code', consoleBlock('$ slipway explain SW-NOTHING'), 'ends with 64, not 0'],
  ['an exit code that does not come', consoleBlock('$ slipway explain SW-LOCKED    # exit 3'), 'ends with 0, not 3'],
  ['a command of the shell that fails', consoleBlock('$ cat nothing.txt'), 'ends with 1, not 0'],
  ['a module that throws', "```ts\nthrow new Error('no')\n```", 'ends with 1'],
  ['a package that is not installed', consoleBlock('$ pnpm init', '$ node -e "import(\'pg\')"'), 'ends with 1, not 0'],
])('reported: %s', async (_title, block, problem) => {
  expect(await playPage(page(block), '20260101', noDatabase)).toEqual([expect.stringContaining(problem)])
})

test('a page that is true passes, and what it writes is there for its commands', async () => {
  const file = '```sql\n-- note.sql\nSELECT 1;\n```'
  const commands = consoleBlock('$ cat note.sql', 'SELECT 1;', '$ slipway explain SW-NOTHING    # exit 64')
  expect(await playPage(page(file, commands), '20260101', noDatabase)).toEqual([])
})

test('an excerpt that its file does not hold, or holds in another order, is reported', async () => {
  const file = 'packages/workshop/src/docs/excerpts.ts'
  const excerpt = (...lines: readonly string[]) => page(`\`\`\`ts\n${lines.join('\n')}\n\`\`\``)
  const [first, second] = ['const broken: string[] = []', 'return broken']
  expect(await brokenExcerpts(excerpt(`// ${file}`, first, '// …', second))).toEqual([])
  expect(await brokenExcerpts(excerpt(`// ${file}`, second, '// …', first))).toEqual([`page.md:1 ${file}: ${first}`])
  expect(await brokenExcerpts(excerpt(`// ${file}x.ts`, first))).toEqual([`page.md:1 ${file}x.ts: ${first}`])
})

test('times, hashes and what stands for anything do not count; the order does', () => {
  const printed = '10:42:07  V1  took 38 ms\nplan 4f1c9a2e\nlast\n'
  expect(missingLines(['11:00:00 V1 took 2.5 s', 'plan 00000000', 'last'], printed)).toEqual([])
  expect(missingLines(['…V1…', '…', 'l…t'], printed)).toEqual([])
  expect(missingLines(['last', 'plan 4f1c9a2e'], printed)).toEqual(['plan 4f1c9a2e'])
  expect(missingLines(['V1 took 38 ms'], printed)).toEqual(['V1 took 38 ms'])
})

test('command lines are found in blocks, in prose, and in the strings of a source', async () => {
  const text = `Type \`slipway plan --to V1\`.\n\n${consoleBlock('$ pnpm slipway apply --nonsense', 'slipway status')}\n`
  expect(commandLinesIn('page.md', text)).toEqual([
    { words: ['apply', '--nonsense'], at: 'page.md:4' },
    { words: ['plan', '--to', 'V1'], at: 'page.md:1' },
  ])
  const source = 'const hint = `Try:\\n  slipway rolback --to ${id}    goes back\\n(slipway doctor)`'
  expect(commandLinesOfSource('hint.ts', source).map(({ words }) => words)).toEqual([
    ['rolback', '--to', 'VALUE'],
    ['doctor'],
  ])
  expect(await misunderstanding(['rolback', '--to', 'VALUE'])).toContain('Did you mean rollback?')
  expect(await misunderstanding(['apply', '--nonsense'])).toContain('has no flag --nonsense')
  expect(await misunderstanding(['rollback', '--to', 'VALUE'])).toBeUndefined()
})

test('a block that is not run states why', () => {
  const { blocks, links, anchors } = readMarkdown(
    '# One *two*\n\n<!-- not run: too dear -->\n```console\n$ x\n```\n\n[a](b.md#c)\n',
  )
  expect(blocks).toEqual([{ language: 'console', text: '$ x\n', line: 4, notRun: 'too dear' }])
  expect(links).toEqual([{ to: 'b.md#c', line: 8 }])
  expect([...anchors]).toEqual(['one-two'])
})

test('TypeScript that does not fit the packages, and SQL that is none, are reported', async () => {
  const wrong = "```ts\nimport { defineConfig } from '@slipway/cli'\n\nexport default defineConfig({ drivers: 1 })\n```"
  expect(await typeCheck([page(wrong)])).toContain('drivers')
  await expect(readSql('CREATE TABEL a ();\n')).rejects.toThrow('syntax error')
})
