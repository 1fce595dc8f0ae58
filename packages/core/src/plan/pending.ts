import type { Migration } from '../contract/migration.ts'
import { SlipwayError } from '../errors/slipway-error.ts'
import { waitingMigrations } from '../history/states.ts'
import type { History } from '../history/history.ts'

/**
 * What is not applied, in order: a difference of sets, never a high-water mark. Repeatables count when their text changed.
 * Throws `SW-EDITED` when an applied migration's file differs, `SW-MISSING` when `to` names nothing.
 */
export function pendingMigrations(ordered: readonly Migration[], history: History, to?: string): readonly Migration[] {
  const claimed = waitingMigrations(history)
  const edited = ordered.find((migration) => isEdited(migration, history))
  if (edited) throw editedError(edited)
  const limit = to === undefined ? ordered.length : ordered.findIndex((migration) => migration.id === to) + 1
  if (limit === 0) {
    throw new SlipwayError('SW-USAGE', `There is no migration "${to}".`, {
      hint: 'See their ids:\n  slipway status',
      details: { to: to ?? '', known: ordered.map(({ id }) => id) },
    })
  }
  return ordered.slice(0, limit).filter((migration) => isPending(migration, history) && !claimed.has(migration.id))
}

function isPending(migration: Migration, history: History): boolean {
  const past = history.migrations.get(migration.id)
  return !past?.applied || (migration.repeatable && past.record?.checksum !== migration.checksum)
}

function isEdited(migration: Migration, history: History): boolean {
  const past = history.migrations.get(migration.id)
  if (!past?.applied || migration.repeatable || !past.record?.checksum) return false
  return past.record.checksum !== migration.checksum
}

function editedError(migration: Migration): SlipwayError {
  return new SlipwayError(
    'SW-EDITED',
    `${migration.location.file} was edited after ${migration.id} was applied. Nothing was changed.`,
    {
      hint: [
        'Put the text back, and bring the change about with a new migration; or, if the new text says the same:',
        `  slipway repair --accept-edit ${migration.id} --why "..."`,
        'On a database of your own, undo it and apply the new text:',
        '  slipway redo',
      ].join('\n'),
      details: { migration: migration.id, file: migration.location.file },
    },
  )
}
