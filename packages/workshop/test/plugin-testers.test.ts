import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SlipwayError, textChecksum } from '@slipway/core'
import type { Adapter, LintRule, Migration, Reporter, StepContext, StepRunner } from '@slipway/core/plugin'
import { pglite } from '@slipway/driver-pglite'
import { adapterChecks, reporterChecks, ruleChecks, stepRunnerChecks, type PluginCheck } from '@slipway/testkit/plugins'
import { expect, test } from 'vitest'

async function failing(checks: readonly PluginCheck[]): Promise<readonly string[]> {
  const failed: string[] = []
  for (const { id, run } of checks) await run().catch(() => void failed.push(id))
  return failed
}

const told: string[] = []
const reporter: Reporter = {
  kind: 'reporter',
  name: 'r',
  contract: 1,
  report: ({ type }) => void (type === 'run-finished' && told.push('done')),
}
const reporterFails = (change: Partial<Reporter>) => {
  const open = () => {
    told.length = 0
    return { reporter: { ...reporter, ...change }, told: () => told.join() }
  }
  return failing(reporterChecks({ open, tells: { 'run-finished': 'done' } }))
}

test.each<readonly [string, Partial<Reporter>, string[]]>([
  ['an honest one', {}, []],
  ['another contract', { contract: 2 as never }, ['reporter.plugin']],
  ['one that tells nothing', { report: () => undefined }, ['reporter.tells']],
  ['one that changes events', { report: (event) => void Object.assign(event, { a: 1 }) }, ['reporter.every-event']],
  ['one that cannot close', { close: () => Promise.reject(new Error('no')) }, ['reporter.close']],
])('reporters: %s', async (_, change, ids) => expect(await reporterFails(change)).toEqual(expect.arrayContaining(ids)))

const rule: LintRule = {
  kind: 'rule',
  name: 'r',
  contract: 1,
  severity: 'error',
  summary: 's',
  messages: { dropped: '{verb} drops' },
  *check({ statements }) {
    for (const { analysis } of statements)
      if (analysis.verb.startsWith('drop')) yield { message: 'dropped', data: { verb: analysis.verb } }
  },
}
const server = { flavor: 'postgres', version: '16', versionNumber: 160_000, topology: 'primary' } as const
const ruleFails = (change: Partial<LintRule>) =>
  failing(
    ruleChecks({
      rule: () => ({ ...rule, ...change }),
      dialect: () => pglite().dialect(),
      server: { ...server, pooled: false, settings: {} },
      valid: [{ name: 'select', script: 'SELECT 1' }],
      invalid: [{ name: 'drop', script: 'DROP TABLE a', findings: [{ message: 'dropped' }] }],
    }),
  )

test.each<readonly [string, Partial<LintRule>, string[]]>([
  ['an honest one', {}, []],
  ['one that finds nothing', { check: () => [] }, ['rule.invalid', 'rule.messages']],
  ['one that finds all', { check: () => [{ message: 'dropped', data: { verb: 'a' } }] }, ['rule.valid']],
  ['a message that is never given', { messages: { ...rule.messages, other: 'o' } }, ['rule.messages']],
  ['a value that is not given', { messages: { dropped: '{object} goes' } }, ['rule.messages']],
])('rules: %s', async (_, change, ids) => expect(await ruleFails(change)).toEqual(ids))

async function read(cwd: string, sum: (text: string) => string): Promise<readonly Migration[]> {
  const names = (await readdir(cwd)).toSorted()
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(cwd, file), 'utf8')
      if (text.startsWith('?')) throw new SlipwayError('SW-SYNTAX', `${file}:1: no`, { details: { file, line: 1 } })
      const [up, down] = [[{ kind: 'statement' as const, text: text.trim() }], undefined]
      const lists = { after: [], tags: [], requires: [], allow: [], repeatable: false, transaction: 'auto' as const }
      return { id: file, title: file, up, down, ...lists, checksum: sum(text), location: { file, line: 1 } }
    }),
  )
}
const adapterFails = (sum: (text: string) => string, all = true) => {
  const load: Adapter['load'] = async ({ cwd }) => (await read(cwd, sum)).slice(all ? 0 : 1)
  return failing(
    adapterChecks({
      adapter: () => ({ kind: 'adapter', name: 'a', contract: 1, load }),
      dialect: () => pglite().dialect(),
      projects: [
        {
          name: 'two',
          files: { a: 'one\n', b: 'two\n' },
          migrations: [
            { id: 'a', up: ['one'] },
            { id: 'b', up: ['two'] },
          ],
          edits: [{ file: 'b', text: 'three\n', changes: 'b' }],
        },
      ],
      refused: [{ name: 'bad', files: { a: '?' }, code: 'SW-SYNTAX', file: 'a', line: 1 }],
    }),
  )
}

let loads = 0
test.each<readonly [string, Parameters<typeof adapterFails>, string[]]>([
  ['an honest one', [textChecksum], []],
  ['checksums of line ends', [(text) => textChecksum(JSON.stringify(text))], ['adapter.twice']],
  ['checksums of nothing', [() => textChecksum('')], ['adapter.edits']],
  ['checksums that change', [(text) => textChecksum(`${text}${(loads += 1)}`)], ['adapter.twice', 'adapter.edits']],
  ['checksums that are none', [(text) => text.trim()], ['adapter.values']],
  ['a file left out', [textChecksum, false], ['adapter.load']],
])('adapters: %s', async (_, how, ids) => expect(await adapterFails(...how)).toEqual(ids))

async function honest({ session, dialect, marker, step: { step }, signal, progress }: StepContext): Promise<void> {
  if (step.kind !== 'backfill') return
  if (step.options['no'] !== undefined) throw new SlipwayError('SW-UNSUPPORTED', 'no')
  for (let done = 0; ; progress((done += 1), undefined, 'rows')) {
    signal.throwIfAborted()
    const { affected } = await session.execute({ text: dialect.mark(step.text, marker) })
    if (affected === 0) return
  }
}
// One database for all: each case makes its table, and this removes it.
const driver = pglite()
const fresh = async () => ({
  driver,
  async drop() {
    const session = await driver.connect()
    await session.execute({ text: 'DROP TABLE t' })
    await session.close()
  },
})
const stepFails = (run: StepRunner['run']) => {
  const text = 'UPDATE t SET n = 1 WHERE id = (SELECT min(id) FROM t WHERE n = 0)'
  const before = ['CREATE TABLE t (id int, n int)', 'INSERT INTO t VALUES (1, 0), (2, 0)']
  const common = { before, query: 'SELECT sum(n)::int AS n FROM t', name: 'two rows' }
  const step = { kind: 'backfill' as const, text, options: {} }
  return failing(
    stepRunnerChecks({
      runner: () => ({ kind: 'step-runner', name: 's', contract: 1, runner: 'backfill', run }),
      fresh,
      cases: [{ ...common, step, rows: [{ n: 2 }] }],
      refused: [{ ...common, step: { ...step, options: { no: '1' } }, code: 'SW-UNSUPPORTED', rows: [{ n: 0 }] }],
      resumable: true,
    }),
  )
}

test.each<readonly [string, StepRunner['run'], string[]]>([
  ['an honest one', honest, []],
  ['no marker', (context) => honest({ ...context, marker: '' }), ['step-runner.marked']],
  [
    'progress that goes back',
    (context) => honest({ ...context, progress: (done) => context.progress(-done, undefined, '') }),
    ['step-runner.progress'],
  ],
  [
    'deaf to its signal',
    (context) => honest({ ...context, signal: new AbortController().signal }),
    ['step-runner.aborted'],
  ],
])('step runners: %s', async (_, run, ids) => expect(await stepFails(run)).toEqual(ids))
