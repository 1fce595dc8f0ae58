import { compareSchemas, SlipwayError, type Difference } from '@slipway/core'
import type { Dialect, Session, Statement } from '@slipway/core/plugin'
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
export type Candidate = (session: Session, upward: Upward) => Promise<string | undefined>

/** Reverses of each statement, taken from what was there before it. */
export const derived: Candidate = async (_session, { reverse }) =>
  reverse.length === 0 ? undefined : reverse.map((text) => `${text.replace(/;\s*$/, '')};\n`).join('\n')

async function tryOne(trial: Trial, candidate: Candidate): Promise<Down | undefined> {
  const { session, end } = await trial.open()
  try {
    const before = await session.inspect()
    const upward = await tryUp(session, trial.dialect, trial.id, trial.up)
    const text = await candidate(session, upward)
    if (text === undefined) return undefined
    for (const statement of trial.dialect.split(text, 'down.sql')) {
      if (trial.dialect.analyze(statement, { server: session.server, preceding: [] }).control !== undefined) continue
      await session.execute(statement)
    }
    return { text, differences: compareSchemas(before, await session.inspect()), lost: upward.lost, tried: true }
  } finally {
    await end()
  }
}

/**
 * The first way down that gives the schema back exactly, on a scratch database; or else the one that leaves least to do.
 * One that the server refuses is no way down.
 */
export async function findDown(trial: Trial, candidates: readonly Candidate[]): Promise<Down | undefined> {
  const found: Down[] = []
  for (const candidate of candidates) {
    const down = await tryOne(trial, candidate).catch((thrown: unknown) => {
      if (thrown instanceof SlipwayError && thrown.code === 'SW-STATEMENT-FAILED') return undefined
      throw thrown
    })
    if (down?.differences.length === 0) return down
    if (down !== undefined) found.push(down)
  }
  return found.toSorted((one, other) => one.differences.length - other.differences.length)[0]
}
