import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mongodb } from '@slipway/driver-mongodb'
import {
  alembicVersion,
  flywayVersion,
  freshDatabase,
  prismaVersion,
  sharedMongodb,
  sharedMysql,
  sharedPostgres,
} from '@slipway/testkit'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { commandLinesIn, commandLinesOfSource, misunderstanding, type CommandLine } from '../src/docs/command-lines.ts'
import { brokenExcerpts } from '../src/docs/excerpts.ts'
import { readMarkdown } from '../src/docs/markdown.ts'
import { documentation } from '../src/docs/pages.ts'
import { pathOf, playPage, type DatabaseFor } from '../src/docs/play-page.ts'
import { readSql } from '../src/docs/read-sql.ts'
import { typeCheck } from '../src/docs/type-check.ts'
import { repository, workspacePackages } from '../src/packages.ts'
import { sourceFiles } from '../src/source-files.ts'

const pages = await documentation()
const languages = ['console', 'sh', 'sql', 'ejson', 'ts', 'js', 'json', 'yaml', 'text']
// Another tool reads them, so they have to be a file of a page that is played.
const foreign = ['prisma', 'py', 'toml', 'ini']
const notRunAtMost = 3

const blocksOf = (path: string, text: string) => readMarkdown(text).blocks.map((block) => ({ ...block, path }))
const blocks = pages.flatMap(({ path, text }) => blocksOf(path, text))

async function misunderstood(lines: readonly CommandLine[]): Promise<readonly string[]> {
  const problems: string[] = []
  for (const { words, at } of lines) {
    const problem = await misunderstanding(words)
    if (problem !== undefined) problems.push(`${at}: slipway ${words.join(' ')}: ${problem}`)
  }
  return problems
}

test('the pages are found', () => {
  expect(pages.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['README.md', 'docs/guide/getting-started.md', 'packages/adapters/sql/README.md']),
  )
})

test('every public package has a page', async () => {
  const without = (await workspacePackages())
    .filter(({ manifest, folder }) => manifest.private !== true && !existsSync(join(repository, folder, 'README.md')))
    .map(({ folder }) => folder)
  expect(without).toEqual([])
})

test('every block has a language that is checked; diagrams stand in the concepts only', () => {
  const isKnown = ({ language, path, ...block }: (typeof blocks)[number]): boolean => {
    if (foreign.includes(language)) return pathOf({ language, ...block }) !== undefined
    return languages.includes(language) && (language !== 'text' || path.includes('concepts/'))
  }
  const wrong = blocks
    .filter((block) => !isKnown(block))
    .map(({ path, line, language }) => `${path}:${line} ${language}`)
  expect(wrong).toEqual([])
})

test('a block that is not run says why, and hardly any is', () => {
  const notRun = blocks.filter((block) => block.notRun !== undefined)
  expect(notRun.map(({ path, line, notRun: why }) => `${path}:${line} ${why}`).slice(notRunAtMost)).toEqual([])
})

test('yaml and json can be parsed', () => {
  for (const { language, text, path, line } of blocks) {
    if (language !== 'yaml' && language !== 'json') continue
    const read = (): unknown => (language === 'yaml' ? parse(text) : JSON.parse(text))
    expect(read, `${path}:${line}`).not.toThrow()
  }
})

test('JavaScript can be parsed', () => {
  for (const { text, path, line } of blocks.filter(({ language }) => language === 'js')) {
    expect(parseSync('block.js', text).errors, `${path}:${line}`).toEqual([])
  }
})

test('SQL is read by the grammar that runs it', async () => {
  // One with a path is run by what is played below.
  for (const block of blocks.filter((each) => each.language === 'sql' && pathOf(each) === undefined)) {
    const language = /mysql/i.test(block.path) ? 'mysql' : 'postgres'
    await expect(readSql(block.text, language), `${block.path}:${block.line}`).resolves.toBeUndefined()
  }
})

test('Extended JSON is read by the dialect that runs it', async () => {
  const dialect = await mongodb({ url: 'mongodb://127.0.0.1/shown' }).dialect()
  for (const { text, path, line } of blocks.filter(({ language }) => language === 'ejson')) {
    expect(() => dialect.split(text, path), `${path}:${line}`).not.toThrow()
  }
})

test('TypeScript fits the packages', async () => {
  expect(await typeCheck(pages)).toBe('')
})

test('what is taken from a file stands in it', async () => {
  expect((await Promise.all(pages.map(brokenExcerpts))).flat()).toEqual([])
})

test('every command line of the pages is understood', async () => {
  const lines = pages.flatMap(({ path, text }) => commandLinesIn(path, text))
  expect(lines.length).toBeGreaterThan(100)
  expect(await misunderstood(lines)).toEqual([])
})

test('every command line that a message names is understood', async () => {
  const sources = (await sourceFiles()).filter(({ path }) => /^packages\/.*\/src\//.test(path))
  const lines = sources
    .filter(({ path }) => !/^packages\/(workshop|e2e|testkit)\//.test(path))
    .flatMap(({ path, text }) => commandLinesOfSource(path, text))
  expect(lines.length).toBeGreaterThan(50)
  expect(await misunderstood(lines)).toEqual([])
})

test('links lead somewhere', async () => {
  const broken: string[] = []
  for (const { path, text } of pages) {
    for (const { to, line } of readMarkdown(text).links) {
      if (/^https?:/.test(to)) continue
      const [file = '', anchor] = to.split('#')
      const target = file === '' ? path : join(dirname(path), file)
      const anchors = async () => readMarkdown(await readFile(join(repository, target), 'utf8')).anchors
      if (!existsSync(join(repository, target)) || (anchor !== undefined && !(await anchors()).has(anchor))) {
        broken.push(`${path}:${line} ${to}`)
      }
    }
  }
  expect(broken).toEqual([])
})

test('the bridges are described with the versions that tests run', async () => {
  const installed = async (folder: string, name: string): Promise<string> => {
    const manifest = join(repository, 'packages/adapters', folder, 'node_modules', name, 'package.json')
    return (JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string }).version
  }
  const page = pages.find(({ path }) => path === 'docs/concepts/bridges.md')?.text ?? ''
  const named = [...page.matchAll(/\| (flyway|knex|prisma|alembic|migrate-mongo) (\d[\d.]*\d)/g)]
  expect(Object.fromEntries(named.map(([, name, version]) => [name, version]))).toEqual({
    flyway: flywayVersion,
    knex: await installed('knex', 'knex'),
    prisma: prismaVersion,
    alembic: alembicVersion,
    'migrate-mongo': await installed('mongodb', 'migrate-mongo'),
  })
})

const servers = {
  postgres: () => sharedPostgres(18),
  mysql: () => sharedMysql('8.0'),
  mongodb: () => sharedMongodb({ version: '6.0', nodes: 1 }),
}

const runs = ['console', 'ts']
const played = pages.filter(({ path, text }) => blocksOf(path, text).some(({ language }) => runs.includes(language)))

describe('what a page shows is what happens', () => {
  // A page about these servers finds the ones that this test run has.
  beforeAll(async () => vi.stubEnv('SLIPWAY_TEST_POSTGRES_15_URL', (await sharedPostgres(15)).url))
  afterAll(() => void vi.unstubAllEnvs())

  test.each(played)('$path', { timeout: 600_000 }, async (page) => {
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
    const databaseFor: DatabaseFor = async (scheme) => freshDatabase(await servers[scheme]())
    expect(await playPage(page, today, databaseFor)).toEqual([])
  })
})
