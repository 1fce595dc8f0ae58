import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runSlipway } from './run-slipway.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-conformance-'))
  await mkdir(join(folder, 'node_modules/@slipway'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const install = async (): Promise<void> => {
  await symlink(join(repository, 'packages/testkit'), join(folder, 'node_modules/@slipway/testkit'))
}

/** A subject over PGlite, honest or with a lie. */
const subject = async (lie?: string): Promise<void> => {
  const honest = JSON.stringify(join(repository, 'packages/drivers/pglite/test/subject.ts'))
  const text = [
    `import { pgliteSubject } from ${honest}`,
    ...(lie === undefined
      ? ['export const subject = pgliteSubject']
      : [
          "import { mutants, mutated } from '@slipway/testkit/conformance'",
          `export const subject = mutated(pgliteSubject, mutants.find(({ id }) => id === '${lie}'))`,
        ]),
  ].join('\n')
  await writeFile(join(folder, 'subject.mjs'), text)
}

// What is installed for the tests is not installed here.
const conformance = (...argv: readonly string[]) =>
  runSlipway(['conformance', ...argv], { cwd: folder, env: { NODE_PATH: '' } })

test('an honest driver conforms, and what is not applicable is not called passed', async () => {
  await install()
  await subject()
  const { exit, out, err } = await conformance('./subject.mjs', 'split.golden', 'execute.cancel')
  expect(err).toContain('not applicable  execute.cancel: it claims no way to end a statement')
  expect(out).toMatch(/split +1 of 1/)
  expect(out).toMatch(/execute +not applicable/)
  expect(out).toContain('It conforms.')
  expect(exit).toBe(0)
})

test('a driver that lies does not, by the id of the case', async () => {
  await install()
  await subject('drops-last-statement')
  const { exit, out } = await conformance('./subject.mjs', 'split', '--json')
  expect(exit).toBe(10)
  const { result } = JSON.parse(out) as { result: { reports: { results: { id: string; outcome: string }[] }[] } }
  const failed = result.reports[0]?.results.filter(({ outcome }) => outcome === 'failed')
  expect(failed?.map(({ id }) => id)).toEqual(['split.golden'])
})

test('a mistyped case is answered with the right one', async () => {
  await install()
  await subject()
  const { exit, err } = await conformance('./subject.mjs', 'split.goldn')
  expect(err).toContain('There is no case split.goldn. Did you mean split.golden?')
  expect(exit).toBe(64)
})

test.each([
  ['the suite is missing', async () => subject(), './subject.mjs', 'npm install --save-dev @slipway/testkit'],
  ['the module is missing', install, './nothing.mjs', './nothing.mjs cannot be loaded'],
  [
    'the module exports no subject',
    async () => {
      await install()
      await writeFile(join(folder, 'empty.mjs'), 'export const a = 1')
    },
    './empty.mjs',
    './empty.mjs exports no subject',
  ],
])('%s: said, with the way out', async (_title, prepare, module, words) => {
  await prepare()
  const { exit, err } = await conformance(module)
  expect(err).toContain(words)
  expect(exit).toBe(64)
})
