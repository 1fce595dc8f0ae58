import type { Migration } from '../contract/migration.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

/**
 * Sorts migrations so that each comes after what it states in `after`; ties keep load order, repeatables come last.
 * Throws `SW-DUPLICATE`, `SW-CYCLE`, and `SW-MISSING` for a dependency that neither files nor history know.
 */
export function order(migrations: readonly Migration[], known: ReadonlySet<string> = new Set()): readonly Migration[] {
  const byId = indexById(migrations)
  const sorted: Migration[] = []
  const done = new Set<string>()
  const path: string[] = []

  const visit = (migration: Migration): void => {
    if (done.has(migration.id)) return
    if (path.includes(migration.id)) throw cycle([...path.slice(path.indexOf(migration.id)), migration.id], byId)
    path.push(migration.id)
    for (const id of migration.after) {
      const dependency = byId.get(id)
      if (dependency) visit(dependency)
      else if (!known.has(id)) throw missing(migration, id)
    }
    path.pop()
    done.add(migration.id)
    sorted.push(migration)
  }

  for (const migration of migrations) if (!migration.repeatable) visit(migration)
  for (const migration of migrations) if (migration.repeatable) visit(migration)
  return sorted
}

function indexById(migrations: readonly Migration[]): ReadonlyMap<string, Migration> {
  const byId = new Map<string, Migration>()
  for (const migration of migrations) {
    const other = byId.get(migration.id)
    if (other) {
      throw new SlipwayError(
        'SW-DUPLICATE',
        `Two migrations have the id ${migration.id}: ${other.location.file} and ${migration.location.file}.`,
        {
          hint: `Rename one of them, for instance:\n  git mv ${migration.location.file} <a name with a free version>`,
          details: { id: migration.id, files: [other.location.file, migration.location.file] },
        },
      )
    }
    byId.set(migration.id, migration)
  }
  return byId
}

function cycle(ids: readonly string[], byId: ReadonlyMap<string, Migration>): SlipwayError {
  const files = ids.slice(0, -1).map((id) => byId.get(id)?.location.file ?? id)
  return new SlipwayError('SW-CYCLE', `Migrations depend on each other in a circle: ${ids.join(' → ')}.`, {
    hint: `Take one "after" out of: ${files.join(', ')}`,
    details: { ids, files },
  })
}

function missing(migration: Migration, id: string): SlipwayError {
  return new SlipwayError(
    'SW-MISSING',
    `${migration.location.file} comes after ${id}, which is neither in the files nor in the history.`,
    {
      hint: `Correct the "after" in ${migration.location.file}, or bring the file of ${id} back.`,
      details: { migration: migration.id, after: id, file: migration.location.file },
    },
  )
}
