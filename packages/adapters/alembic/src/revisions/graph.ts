import { SlipwayError } from '@slipway/core'
import type { Revision } from './revision.ts'

/** The revisions of a project and what they rest on. */
export interface RevisionGraph {
  /** Each after all that it rests on; else the older first. */
  readonly revisions: readonly Revision[]
  get(id: string): Revision | undefined
  /** `down_revision` and `depends_on`, labels resolved. */
  parents(id: string): readonly string[]
  /** Revisions that no other one follows; `depends_on` does not count, as in `alembic heads`. */
  readonly heads: readonly string[]
}

/**
 * Ties revisions together.
 *
 * @throws SlipwayError `SW-DUPLICATE`, `SW-MISSING` or `SW-CYCLE`, each naming the files.
 */
export function revisionGraph(files: readonly Revision[]): RevisionGraph {
  const byId = new Map<string, Revision>()
  for (const revision of files) {
    const other = byId.get(revision.id)
    if (other !== undefined) throw duplicate(revision, other)
    byId.set(revision.id, revision)
  }
  const names = namesOf(files, byId)
  const dependencies = new Map(
    files.map((revision) => [
      revision.id,
      revision.dependsOn.map((name) => known(names, name, revision, 'depends_on')),
    ]),
  )
  for (const revision of files) for (const id of revision.down) known(byId, id, revision, 'down_revision')
  const parents = (id: string): readonly string[] => [
    ...new Set([...(byId.get(id)?.down ?? []), ...(dependencies.get(id) ?? [])]),
  ]
  const revisions = inOrder(files, parents)
  const followed = new Set(files.flatMap(({ down }) => down))
  return {
    revisions,
    get: (id) => byId.get(id),
    parents,
    heads: revisions.filter(({ id }) => !followed.has(id)).map(({ id }) => id),
  }
}

// `depends_on` may name a label, which stands for the revision that has it.
function namesOf(files: readonly Revision[], byId: ReadonlyMap<string, Revision>): ReadonlyMap<string, Revision> {
  const names = new Map(byId)
  for (const revision of files) for (const label of revision.labels) if (!names.has(label)) names.set(label, revision)
  return names
}

function known(names: ReadonlyMap<string, Revision>, name: string, { id, location }: Revision, as: string): string {
  const found = names.get(name)
  if (found !== undefined) return found.id
  throw new SlipwayError(
    'SW-MISSING',
    `${location.file}:${location.line}: revision ${id} names '${name}' as its ${as}, and no file declares it. Nothing was changed.`,
    {
      hint: `git log --all --oneline -S "${name}" -- .   finds the commit that has it\nbring that file back, or correct ${as} in ${location.file}`,
      details: { file: location.file, line: location.line, revision: name },
    },
  )
}

/** Kahn's algorithm; among those that are ready, the one created first, then the one whose file comes first. */
function inOrder(files: readonly Revision[], parents: (id: string) => readonly string[]): readonly Revision[] {
  const older = (a: Revision, b: Revision): number =>
    a.created === b.created ? (a.location.file < b.location.file ? -1 : 1) : a.created < b.created ? -1 : 1
  const waiting = new Map(files.map((revision) => [revision.id, new Set(parents(revision.id))]))
  const children = new Map<string, Revision[]>()
  for (const revision of files) {
    for (const id of parents(revision.id)) children.set(id, [...(children.get(id) ?? []), revision])
  }
  const ready = files.filter(({ id }) => waiting.get(id)?.size === 0).toSorted(older)
  const done: Revision[] = []
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    done.push(next)
    waiting.delete(next.id)
    for (const child of children.get(next.id) ?? []) {
      const left = waiting.get(child.id)
      if (left?.delete(next.id) === true && left.size === 0) ready.push(child)
    }
    ready.sort(older)
  }
  if (done.length < files.length) throw cycle(files, waiting, parents)
  return done
}

function cycle(
  files: readonly Revision[],
  waiting: ReadonlyMap<string, unknown>,
  parents: (id: string) => readonly string[],
): SlipwayError {
  const path: string[] = []
  let id = [...waiting.keys()][0]
  while (id !== undefined && !path.includes(id)) {
    path.push(id)
    id = parents(id).find((each) => waiting.has(each))
  }
  const round = [...path.slice(path.indexOf(id ?? '')), id ?? ''].toReversed()
  const where = files.find((revision) => revision.id === round[0])?.location ?? { file: '', line: 1 }
  return new SlipwayError(
    'SW-CYCLE',
    `${where.file}:${where.line}: revisions follow each other in a circle: ${round.join(' → ')}. Nothing was changed.`,
    {
      hint: `correct down_revision or depends_on of one of them: ${[...new Set(round)].join(', ')}`,
      details: { file: where.file, line: where.line, revisions: round },
    },
  )
}

function duplicate(one: Revision, other: Revision): SlipwayError {
  return new SlipwayError(
    'SW-DUPLICATE',
    `${one.location.file}:${one.location.line}: revision ${one.id} is declared in ${other.location.file} too. Nothing was changed.`,
    {
      hint: `give one of them another revision, or remove the copy\ngit log --oneline -- ${one.location.file} ${other.location.file}`,
      details: { file: one.location.file, line: one.location.line, revision: one.id },
    },
  )
}
