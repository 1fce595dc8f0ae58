import type { BridgeContext } from '@slipway/core/plugin'

/** What each revision rests on directly: `down_revision` and `depends_on`. */
export type Parents = (revision: string) => readonly string[]

/** As the files say it. */
export function parentsOf({ migrations }: Pick<BridgeContext, 'migrations'>): Parents {
  const after = new Map(migrations.map((migration) => [migration.id, migration.after]))
  return (id) => after.get(id) ?? []
}

/** The revisions and all that they rest on. */
export function ancestorsOf(revisions: Iterable<string>, parents: Parents): ReadonlySet<string> {
  const seen = new Set<string>()
  const open = [...revisions]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...parents(id))
  }
  return seen
}

/** Heads after a revision was applied: its own row takes the place of those it rests on, and joins branches where it merges. */
export function headsAfterUp(heads: ReadonlySet<string>, revision: string, parents: Parents): ReadonlySet<string> {
  const kept = heads.difference(new Set(parents(revision)))
  return kept.add(revision)
}

/**
 * Heads after a revision was taken back: the revisions below it return as rows where no other row implies them. At a branch
 * point none may return; below a merge several do.
 */
export function headsAfterDown(heads: ReadonlySet<string>, revision: string, parents: Parents): ReadonlySet<string> {
  const others = heads.difference(new Set([revision]))
  const below = new Set(parents(revision))
  const implied = ancestorsOf(others, parents)
  for (const id of below) {
    const deeper = ancestorsOf(parents(id), parents)
    for (const other of below) if (deeper.has(other)) below.delete(other)
  }
  return others.union(below.difference(implied))
}
