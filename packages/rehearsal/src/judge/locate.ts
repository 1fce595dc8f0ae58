import type { Location, ObjectId, Schema } from '@slipway/core'
import { needs } from '../observe/related.ts'
import type { Study, StudiedStep } from '../observe/study.ts'

/** Where a way back goes wrong about an object, and the statement of the up that it answers to. */
export interface Blame {
  readonly at?: Location
  /** The up's last statement about the object. */
  readonly cause?: StudiedStep
}

/**
 * Finds the down's statement that touches an object, or one that touches what the object stands on; where there is none,
 * the file in which it should stand: the down's, else the up's line.
 */
export function locate(object: ObjectId, { up, down }: Study, before: Schema, after: Schema): Blame {
  const owners = new Set([...needs(before, object), ...needs(after, object)])
  owners.delete(object)
  const cause = best(up, object, owners)
  const written = best(down, object, owners)
  if (written?.step.at) return { at: written.step.at, ...(cause && { cause }) }
  const migration = cause?.migration ?? down[0]?.migration ?? up[0]?.migration
  const should = migration?.downLocation ?? cause?.step.at ?? migration?.location
  return { ...(should && { at: should }), ...(cause && { cause }) }
}

function best(steps: readonly StudiedStep[], object: ObjectId, owners: ReadonlySet<ObjectId>): StudiedStep | undefined {
  const touching = (match: (id: ObjectId) => boolean): StudiedStep | undefined =>
    steps.findLast(({ analysis }) =>
      analysis?.objects.some(
        ({ id, to, effect }) => effect !== 'read' && (match(id) || (to !== undefined && match(to))),
      ),
    )
  return touching((id) => id === object) ?? touching((id) => owners.has(id))
}
