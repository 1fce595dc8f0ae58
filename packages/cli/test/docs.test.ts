import { readdir, readFile } from 'node:fs/promises'
import { catalogue, hazards } from '@slipway/core'
import { expect, test } from 'vitest'
import { generatedPages, repository } from '../src/docs/generate.ts'
import { codes, explanation } from '../src/explanation.ts'
import { main } from '../src/main.ts'
import { recorder } from './recorder.ts'

const read = (path: string) => readFile(new URL(path, repository), 'utf8')

test.each(Object.entries(generatedPages))(
  '%s is what the code says; pnpm docs:generate brings it up to date',
  async (path, make) => {
    expect(await read(path)).toBe(make())
  },
)

test('there is one page for each error and each hazard, and no other', async () => {
  const pages = async (folder: string) => (await readdir(new URL(folder, repository))).toSorted()
  expect(await pages('docs/errors/')).toEqual(
    Object.keys(catalogue)
      .map((code) => `${code}.md`)
      .toSorted(),
  )
  expect(await pages('docs/hazards/')).toEqual(
    Object.keys(hazards)
      .map((code) => `${code}.md`)
      .toSorted(),
  )
})

test.each(Object.entries(catalogue))(
  'the page of %s has its title and its exit code',
  async (code, { title, exit }) => {
    expect(await read(`docs/errors/${code}.md`)).toContain(`# ${code}\n\n${title}. Exit code ${exit}.\n`)
  },
)

test.each(Object.entries(hazards))('the page of %s has its title', async (code, { title }) => {
  expect(await read(`docs/hazards/${code}.md`)).toContain(`# ${code}\n\n${title}. `)
})

test('every code can be explained', async () => {
  for (const code of codes) expect((await explanation(code))?.text).toMatch(/Ways out|What to do/)
})

test('explain answers on stdout, whatever the case', async () => {
  const terminal = recorder()
  expect(await main(['explain', 'sw-locked'], terminal.io)).toBe(0)
  expect(terminal.out()).toContain('SW-LOCKED  The deploy lock is held by someone else · exit 4')
  expect(terminal.out()).toContain('slipway unlock --terminate')
})

test('a mistyped code is answered with the right one', async () => {
  const terminal = recorder()
  expect(await main(['explain', 'SW-DATALOSS'], terminal.io)).toBe(64)
  expect(terminal.err()).toContain('Did you mean SW-DATA-LOSS?')
})
