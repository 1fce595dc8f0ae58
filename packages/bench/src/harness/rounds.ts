import { shuffled } from './random.ts'
import type { ContenderResult, RowResult, RunFacts, SizeResult } from './result.ts'
import type { Absent, Contender, Row, Sample, Setting } from './row.ts'

/** How a row is measured. */
export interface RoundsOptions {
  readonly sizes: readonly number[]
  readonly rounds: number
  /** Orders the contenders of each round. */
  readonly random: () => number
  readonly run: RunFacts
  /** Is told of every sample, and of every failure. */
  readonly report?: (event: RoundEvent) => void
}

/** One step of a row. */
export interface RoundEvent {
  readonly size: number
  readonly contender: string
  /** From 1. */
  readonly round: number
  readonly sample?: Sample
  /** Everything that was said of it. */
  readonly failed?: string
}

interface Running {
  readonly contender: Contender
  readonly samples: Sample[]
  failed?: string
}

// A failure in one line: what follows the first one is what the program wrote, and one line of that says most. Lines that are
// set in are stacks.
function briefly(failed: string): string {
  const lines = failed.split('\n').filter((line) => line.trim() !== '')
  const [first = '', ...others] = lines
  const telling = others.find((line) => /^\S.*(?:error|memory|missing)/i.test(line)) ?? others[0]
  return telling === undefined ? first : `${first} ${telling.trim()}`
}

// Where the row happened to work is nobody's business who reads the results.
const reasonOf = (error: unknown, { folder }: Pick<Setting, 'folder'>): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(`${folder}/`, '')

const isContender = (each: Contender | Absent): each is Contender => 'run' in each

// Whoever fails once is out: what comes after a failure is no longer the same work.
async function takeSample(running: Running, setting: Setting): Promise<Sample | undefined> {
  const { contender } = running
  try {
    await contender.prepare()
    const sample = await contender.run()
    await contender.check()
    return sample
  } catch (error) {
    running.failed = reasonOf(error, setting)
    return undefined
  }
}

function resultOf({ contender, samples, failed }: Running): ContenderResult {
  const { name, version, kind } = contender
  return { name, version, kind, samples, ...(failed === undefined ? {} : { failed: briefly(failed) }) }
}

async function measureSize(row: Row, size: number, setting: Setting, options: RoundsOptions): Promise<SizeResult> {
  const all = await row.contenders(size, setting)
  const running = all.filter(isContender).map((contender): Running => ({ contender, samples: [] }))
  const absent = all.filter((each): each is Absent => !isContender(each))
  try {
    for (let round = 1; round <= options.rounds; round += 1) {
      for (const each of shuffled(running, options.random)) {
        if (each.failed !== undefined) continue
        const sample = await takeSample(each, setting)
        if (sample !== undefined) each.samples.push(sample)
        const outcome = sample === undefined ? { failed: each.failed ?? '' } : { sample }
        options.report?.({ size, contender: each.contender.name, round, ...outcome })
      }
    }
  } finally {
    for (const { contender } of running) await contender.close?.()
  }
  return { size, contenders: running.map(resultOf), absent }
}

/**
 * Measures one row: at every size in rounds, in each of which every contender prepares, runs and is checked once, in an
 * order of chance.
 */
export async function measureRow(row: Row, setting: Setting, options: RoundsOptions): Promise<RowResult> {
  const { name, title, unit, reach } = row
  const sizes: SizeResult[] = []
  for (const size of options.sizes) sizes.push(await measureSize(row, size, setting, options))
  return { name, title, unit, ...(reach === undefined ? {} : { reach }), sizes, run: options.run }
}
