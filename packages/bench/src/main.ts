import { randomInt } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { buildPackages } from './build.ts'
import { readRequest, type Request } from './command-line.ts'
import { randomFrom } from './harness/random.ts'
import { mergeResults, type BenchResult, type RowResult } from './harness/result.ts'
import { measureRow, type RoundEvent } from './harness/rounds.ts'
import type { Row } from './harness/row.ts'
import { openSettings, type Settings } from './harness/setting.ts'
import { thisMachine } from './machine.ts'
import { judgedSizes, measuredWords } from './page/summary.ts'
import { sizeTable } from './report/table.ts'
import { timeWords } from './report/words.ts'
import { rows } from './rows/index.ts'

const help = `pnpm bench [ROW…]   measure Slipway beside what people would otherwise use

  --full         every size and more rounds: the run that the page shows
  --rounds N     so many rounds for each row
  --size N       so many migrations, tables or statements; may be given again
  --seed N       order the contenders as that run did
  --json FILE    write the results there, beside those of other rows
  --no-build     measure what was built last
  -h, --help     this

Rows:
${rows.map(({ name, title }) => `  ${name.padEnd(15)} ${title}`).join('\n')}`

const say = (line: string): void => void process.stderr.write(`${line}\n`)
const print = (line: string): void => void process.stdout.write(`${line}\n`)

// A round takes about as long as the one before it.
function progress(row: Row, rounds: number): (event: RoundEvent) => void {
  let [size, round, began, took] = [0, 0, 0, 0]
  return (event) => {
    const now = performance.now()
    if (event.size !== size) [size, round, began, took] = [event.size, 0, now, 0]
    if (event.round !== round) {
      took = round === 0 ? 0 : now - began
      began = now
      round = event.round
    }
    const expected = Math.max(0, took * (rounds - round + 1) - (now - began))
    const left = took === 0 ? '' : `  about ${timeWords(expected)} left`
    const outcome = event.sample === undefined ? `out: ${event.failed}` : timeWords(event.sample.milliseconds)
    say(`  ${row.name} ${event.size}  round ${event.round}/${rounds}  ${event.contender.padEnd(16)} ${outcome}${left}`)
  }
}

function tell(row: RowResult): void {
  const judged = judgedSizes(row)
  for (const size of row.sizes) {
    print(`\n${sizeTable(row, size)}`)
    const found = judged.find((each) => each.size === size.size)
    if (found === undefined) continue
    print(`  ${row.reach?.words}: ${found.verdict.met ? 'met' : 'MISSED'}, ${measuredWords(row, found)}`)
  }
}

async function measureRows(
  chosen: readonly Row[],
  request: Request,
  settings: Settings,
  seed: number,
  keep: (results: readonly RowResult[]) => Promise<void>,
): Promise<readonly RowResult[]> {
  const random = randomFrom(seed)
  const date = new Date().toISOString().slice(0, 10)
  const results: RowResult[] = []
  for (const row of chosen) {
    const usual = row.rounds ?? { short: 2, full: 3 }
    const rounds = request.rounds ?? (request.full ? usual.full : usual.short)
    const usualSizes = request.full ? row.sizes.full : row.sizes.short
    // A row of one size only counts nothing.
    const counts = row.sizes.full.length > 1
    const sizes = request.sizes.length === 0 || !counts ? usualSizes : request.sizes
    if (sizes.length === 0) {
      say(`${row.title}: in a full run only`)
      continue
    }
    const run = { date, seed, full: row.sizes.full.every((size) => sizes.includes(size)) }
    const options = { sizes, rounds, random, run, report: progress(row, rounds) }
    say(`${row.title} (${results.length + 1} of ${chosen.length})`)
    const result = await settings.within(row.name, (setting) => measureRow(row, setting, options))
    tell(result)
    results.push(result)
    await keep(results)
  }
  return results
}

const failures = (results: readonly RowResult[]): readonly string[] =>
  results.flatMap(({ name, sizes }) =>
    sizes.flatMap(({ size, contenders }) =>
      contenders
        .filter(({ kind, failed }) => kind === 'slipway' && failed !== undefined)
        .map(({ failed }) => `${name} ${size}: Slipway is out: ${failed}`),
    ),
  )

async function readResults(file: string): Promise<BenchResult | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as BenchResult)
}

async function bench(request: Request): Promise<void> {
  const began = performance.now()
  if (request.build) {
    say('building what changed')
    await buildPackages()
  }
  const seed = request.seed ?? randomInt(1, 2 ** 31)
  say(`seed ${seed}`)
  const chosen = request.rows.length === 0 ? rows : rows.filter(({ name }) => request.rows.includes(name))
  await using settings = openSettings({ full: request.full, say })
  const { json } = request
  const before = json === undefined ? undefined : await readResults(json)
  const results = await measureRows(chosen, request, settings, seed, async (measured) => {
    if (json === undefined) return
    const now = { machine: thisMachine(), servers: settings.servers, rows: measured }
    const names = rows.map(({ name }) => name)
    await writeFile(json, `${JSON.stringify(mergeResults(before, now, names), undefined, 2)}\n`)
  })
  say(`\n${chosen.length} rows in ${timeWords(performance.now() - began)}, seed ${seed}`)
  for (const failure of failures(results)) {
    process.exitCode = 1
    say(failure)
  }
}

// Servers and measured programs end with this process, which a signal alone would not let them know.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

try {
  const request = readRequest(
    process.argv.slice(2),
    rows.map(({ name }) => name),
  )
  if (request.help) print(help)
  else await bench(request)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
