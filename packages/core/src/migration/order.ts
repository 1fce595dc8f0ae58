import type { Migration } from '../contract/migration.ts'
import { SlipwayError } from '../errors/slipway-error.ts'

/** A migration on the way, with what it comes after and nobody has looked at yet. */
interface Visit {
  readonly migration: Migration
  readonly after: Iterator<string, unknown>
}

/**
 * Sorts migrations so that each comes after what it states in `after`; ties keep load order, repeatables come last.
 * Throws `SW-DUPLICATE`, `SW-CYCLE`, and `SW-MISSING` for a dependency that neither files nor history know.
 */
export function order(migrations: readonly Migration[], known: ReadonlySet<string> = new Set()): readonly Migration[] {
  const byId = indexById(migrations)
  const sorted: Migration[] = []
  const done = new Set<string>()
  // A stack of our own: a chain may be longer than the engine's.
  const path: Visit[] = []
  const within = new Set<string>()

  const enter = (migration: Migration): void => {
    if (done.has(migration.id)) return
    if (migration.after.length === 0) {
      done.add(migration.id)
      sorted.push(migration)
      return
    }
    if (within.has(migration.id)) throw cycle(path, migration.id, byId)
    within.add(migration.id)
    path.push({ migration, after: migration.after.values() })
  }
  const leave = ({ migration }: Visit): void => {
    path.pop()
    within.delete(migration.id)
    done.add(migration.id)
    sorted.push(migration)
  }
  const visit = (from: Migration): void => {
    enter(from)
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const next = last.after.next()
      const dependency = next.done ? undefined : byId.get(next.value)
      if (next.done) leave(last)
      else if (dependency) enter(dependency)
      else if (!known.has(next.value)) throw missing(last.migration, next.value)
    }
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

function cycle(path: readonly Visit[], again: string, byId: ReadonlyMap<string, Migration>): SlipwayError {
  const visited = path.map(({ migration }) => migration.id)
  const ids = [...visited.slice(visited.indexOf(again)), again]
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
