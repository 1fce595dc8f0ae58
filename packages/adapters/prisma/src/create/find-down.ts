import { compareSchemas, SlipwayError, type Difference } from '@slipway/core'
import type { Dialect, Statement } from '@slipway/core/plugin'
import type { Stage } from './stage.ts'
import { tryUp, type Upward } from './try-up.ts'

/** A way down. */
export interface Down {
  readonly text: string
  /** Objects that it does not bring back as they were. */
  readonly differences: readonly Difference[]
  /** What no down undoes, one phrase each. */
  readonly lost: readonly string[]
  /** On a scratch database. */
  readonly tried: boolean
}

/** Where a migration is tried: `before` it, as often as it takes. */
export interface Trial {
  readonly dialect: Dialect
  /** Of the migration. */
  readonly id: string
  readonly up: readonly Statement[]
  open(): Promise<Stage>
}

/** Writes a way down, when the migration has just run on the session; `undefined` where this knows none. */
export type Candidate = (stage: Stage, upward: Upward, dialect: Dialect) => Promise<string | undefined>

/**
 * Reverses of each statement, taken from what was there before it. What is made anew belongs to whoever makes it; a reverse
 * that speaks of the scratch database in any other way is for no other.
 */
export const derived: Candidate = async ({ name, role }, upward, dialect) => {
  const reverse = upward.reverse.filter((text) => !text.endsWith(` OWNER TO ${dialect.quote(role)}`))
  if (reverse.length === 0 || reverse.some((text) => text.includes(name))) return undefined
  return reverse.map((text) => `${text.replace(/;\s*$/, '')};\n`).join('\n')
}

async function tryOne(trial: Trial, candidate: Candidate): Promise<Down | undefined> {
  const stage = await trial.open()
  const { session, end } = stage
  try {
    const before = await session.inspect()
    const upward = await tryUp(session, trial.dialect, trial.id, trial.up)
    const text = await candidate(stage, upward, trial.dialect)
    if (text === undefined) return undefined
    for (const statement of trial.dialect.split(text, 'down.sql')) {
      if (trial.dialect.analyze(statement, { server: session.server, preceding: [] }).control !== undefined) continue
      await session.execute(statement)
    }
    const differences = compareSchemas(before, await session.inspect())
    const lost = differences.length === 0 ? upward.lost : [...upward.lost, ...upward.unknown]
    return { text, differences, lost, tried: true }
  } finally {
    await end()
  }
}

/**
 * The first way down that gives the schema back exactly, on a scratch database; or else the one that leaves least to do.
 * One that the server refuses is no way down: `refused` is told why.
 */
export async function findDown(
  trial: Trial,
  candidates: readonly Candidate[],
  refused: (why: string) => void = () => undefined,
): Promise<Down | undefined> {
  const found: Down[] = []
  for (const candidate of candidates) {
    const down = await tryOne(trial, candidate).catch((thrown: unknown) => {
      if (!(thrown instanceof SlipwayError) || thrown.code !== 'SW-STATEMENT-FAILED') throw thrown
      refused(thrown.message)
      return undefined
    })
    if (down?.differences.length === 0) return down
    if (down !== undefined) found.push(down)
  }
  return found.toSorted((one, other) => one.differences.length - other.differences.length)[0]
}
