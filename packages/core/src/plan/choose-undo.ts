import { SlipwayError } from '../errors/slipway-error.ts'
import { isPartial, type History, type MigrationHistory } from '../history/history.ts'
import { waitingMigrations } from '../history/states.ts'

/** Which migrations a rollback undoes. Default: the last batch; a partial migration first, and then that one only. */
export interface UndoChoice {
  /** Counts migrations, newest first. */
  readonly count?: number
  /** Stays as the last one applied. */
  readonly to?: string
  readonly batch?: number
  /** Those whose files are gone. */
  readonly missing?: ReadonlySet<string>
  /** What these runs applied, whole and halfway. */
  readonly runs?: ReadonlySet<string>
}

/**
 * Newest first. Throws `SW-USAGE` for what is not in the history, and when an applied migration depends on an undone one;
 * `SW-PARTIAL` when a choice would leave a migration that is halfway.
 */
export function chooseUndo(history: History, choice: UndoChoice): readonly MigrationHistory[] {
  const everything = [...history.migrations.values()].toSorted((a, b) => (b.seq ?? 0) - (a.seq ?? 0))
  if (choice.runs) return chooseRuns(everything, choice.runs)
  const partial = everything.filter((migration) => isPartial(migration))
  const plain =
    choice.count === undefined && choice.to === undefined && choice.batch === undefined && choice.missing === undefined
  if (plain && partial.length > 0) return partial
  refuseBeneathPartial(partial, history)
  const applied = everything.filter((migration) => migration.applied)
  const chosen = choose(applied, history, choice)
  refuseDependents(chosen, applied)
  return chosen
}

function chooseRuns(everything: readonly MigrationHistory[], runs: ReadonlySet<string>): readonly MigrationHistory[] {
  const chosen = everything.filter((past) => runs.has(past.run ?? '') && (past.applied || isPartial(past)))
  refuseDependents(
    chosen,
    everything.filter((migration) => migration.applied),
  )
  return chosen
}

/** What is halfway stands on what was applied before it. What waits at a gate has a run of its own to come back to. */
function refuseBeneathPartial(partial: readonly MigrationHistory[], history: History): void {
  const waiting = waitingMigrations(history)
  const halfway = partial.find((migration) => !waiting.has(migration.id))
  if (!halfway) return
  throw new SlipwayError(
    'SW-PARTIAL',
    `${halfway.id} is partly ${halfway.applied ? 'rolled back' : 'applied'}, so nothing else is rolled back yet. Nothing was changed.`,
    {
      hint: 'Undo it first, and then what you chose:\n  slipway rollback\nor finish it:\n  slipway resume',
      details: { migration: halfway.id },
    },
  )
}

function choose(
  applied: readonly MigrationHistory[],
  history: History,
  { count, to, batch, missing }: UndoChoice,
): readonly MigrationHistory[] {
  if (missing) return applied.filter((migration) => missing.has(migration.id))
  if (to !== undefined) {
    const index = applied.findIndex((migration) => migration.id === to)
    if (index === -1) throw usage(`"${to}" is not applied.`, { to })
    return applied.slice(0, index)
  }
  if (count !== undefined) return applied.slice(0, count)
  const last = batch ?? applied.find((migration) => migration.batch !== undefined)?.batch
  const chosen = applied.filter((migration) => migration.batch !== undefined && migration.batch === last)
  if (batch !== undefined && chosen.length === 0)
    throw usage(`Nothing of batch ${batch} is applied; the last batch is ${history.batch}.`, { batch })
  return chosen
}

function refuseDependents(chosen: readonly MigrationHistory[], applied: readonly MigrationHistory[]): void {
  const undone = new Set(chosen.map((migration) => migration.id))
  for (const migration of applied) {
    if (undone.has(migration.id)) continue
    const needed = migration.record?.after.find((id) => undone.has(id))
    if (needed !== undefined)
      throw usage(`${migration.id} is applied and comes after ${needed}: both must go, or neither.`, {
        migration: migration.id,
        after: needed,
      })
  }
}

function usage(message: string, details: { readonly [key: string]: string | number }): SlipwayError {
  return new SlipwayError('SW-USAGE', `${message} Nothing was changed.`, {
    hint: 'See what is applied, in which batch:\n  slipway status',
    details,
  })
}
