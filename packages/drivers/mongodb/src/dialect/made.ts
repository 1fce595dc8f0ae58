import type { Analysis, ObjectId } from '@slipway/core/plugin'
import { indexId, partsOf } from './names/object-id.ts'

/**
 * Tells what earlier statements of a plan make and do not take away again; the indexes of a collection go where it goes. A
 * plan grows one by one, so the sum is carried on instead of counted anew.
 */
export function madeReader(): (preceding: readonly Analysis[]) => ReadonlySet<ObjectId> {
  let made = new Set<ObjectId>()
  let count = 0
  let last: Analysis | undefined
  return (preceding) => {
    const goesOn = count <= preceding.length && (count === 0 || preceding[count - 1] === last)
    if (!goesOn) [made, count] = [new Set(), 0]
    for (const analysis of preceding.slice(count)) addTo(made, analysis)
    count = preceding.length
    last = preceding.at(-1)
    return made
  }
}

function addTo(made: Set<ObjectId>, { objects }: Analysis): void {
  for (const { id, effect, to } of objects) {
    if (effect === 'create') made.add(id)
    if (effect !== 'drop' && effect !== 'rename') continue
    for (const one of [id, ...indexesIn(made, id)]) {
      if (made.delete(one) && to !== undefined) made.add(one === id ? to : movedTo(one, to))
    }
  }
}

/** Indexes of a collection; none of anything else. */
function indexesIn(made: ReadonlySet<ObjectId>, collection: ObjectId): readonly ObjectId[] {
  const { kind, names } = partsOf(collection)
  if (kind !== 'collection') return []
  return [...made].filter((id) => id.startsWith('index:') && partsOf(id).names[0] === names[0])
}

function movedTo(index: ObjectId, collection: ObjectId): ObjectId {
  return indexId(partsOf(collection).names[0] ?? '', partsOf(index).names[1] ?? '')
}
