import type { Link } from '../bridge/link.ts'
import type { History } from '../history/history.ts'

/** Migrations that the journal says are applied and that a framework's table does not list, in the order of their applying. */
export function lackingRows({ bridge, migrations, found }: Link, history: History): readonly string[] {
  const listed = new Set(found.applied.map(({ id }) => id))
  const files = new Set(migrations.map(({ id }) => id))
  return [...history.migrations.values()]
    .filter(({ applied, id, via }) => applied && !listed.has(id) && (files.has(id) || via === bridge.name))
    .toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
    .map(({ id }) => id)
}
