import { few } from '@slipway/core/adapter'
import { ancestorsOf } from './bridge/heads.ts'
import type { RevisionGraph } from './revisions/graph.ts'
import type { Revision } from './revisions/revision.ts'
import { relativeTo, type Settings } from './settings/read-settings.ts'

/** `8 in db/versions (1 merge, 2 branch points, 2 bases); heads f1 (billing) and d2 (reports)`. */
export function describeFiles(graph: RevisionGraph, { versions }: Settings, cwd: string): string {
  const { revisions, heads } = graph
  const followers = new Map<string, number>()
  for (const id of revisions.flatMap(({ down }) => down)) followers.set(id, (followers.get(id) ?? 0) + 1)
  const counts = [
    count(revisions.filter(({ down }) => down.length > 1).length, 'merge', 'merges'),
    count([...followers.values()].filter((times) => times > 1).length, 'branch point', 'branch points'),
    count(revisions.filter(({ dependsOn }) => dependsOn.length > 0).length, 'with depends_on', 'with depends_on'),
  ].filter((text) => text !== '')
  const folders = versions.map((folder) => relativeTo(cwd, folder)).join(', ')
  const ends = heads.map((id) => {
    const labels = labelsOf(id, graph)
    return labels.length === 0 ? id : `${id} (${labels.join(', ')})`
  })
  return [
    `${revisions.length} in ${folders}${counts.length === 0 ? '' : ` (${counts.join(', ')})`}`,
    ...(ends.length === 0 ? [] : [`${ends.length === 1 ? 'head' : 'heads'} ${ends.join(' and ')}`]),
  ].join('; ')
}

/** A label stands for a whole line. */
function labelsOf(head: string, graph: RevisionGraph): readonly string[] {
  const line = ancestorsOf([head], (id) => graph.get(id)?.down ?? [])
  return [...new Set([...line].flatMap((id) => graph.get(id)?.labels ?? []))].toSorted()
}

/** What a person should know of the files. */
export function noticesOf({ revisions, heads }: RevisionGraph): readonly string[] {
  const unwritten = revisions.filter(({ upgrade, downgrade }) => upgrade === 'code' && downgrade === 'empty')
  const raising = revisions.filter(({ downgrade }) => downgrade === 'raises')
  const long = revisions.filter(({ id }) => id.length > 32)
  return [
    ...(heads.length > 1
      ? [
          `${heads.length} heads (${heads.join(', ')}): alembic upgrade head is refused, alembic upgrade heads works; Slipway applies all`,
        ]
      : []),
    ...list(unwritten, 'an empty downgrade (no rollback until written)'),
    ...list(raising, 'a downgrade that raises (cannot be rolled back)'),
    ...list(long, 'a name longer than the 32 characters that alembic_version holds'),
  ]
}

function list(revisions: readonly Revision[], what: string): readonly string[] {
  if (revisions.length === 0) return []
  const ids = revisions.map(({ id }) => id)
  return [`${count(revisions.length, 'revision has', 'revisions have')} ${what}: ${few(ids, 5)}`]
}

function count(number: number, one: string, several: string): string {
  return number === 0 ? '' : `${number} ${number === 1 ? one : several}`
}
