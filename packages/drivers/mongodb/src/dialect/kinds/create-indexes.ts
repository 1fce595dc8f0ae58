import type { Definitions, Probe, Reverse } from '@slipway/core/plugin'
import type { Document } from 'mongodb'
import { absent, atApply, hazard, landed, nothing, partial, presence, unknown, type Kind } from '../draft.ts'
import { collectionId, indexId } from '../names/object-id.ts'
import { definitionDocument, dropIndexesText, hasCollection, indexDefinition } from '../reverse/recreate.ts'
import { print } from '../text/print.ts'
import { isSameIndex, specsIn } from './index-spec.ts'
import { nameIn } from './name-in.ts'

/** `{ "createIndexes": "orders", "indexes": […] }`. */
export const createIndexes: Kind = (scope) => {
  const { command } = scope
  const collection = nameIn(command)
  const id = collectionId(collection)
  const specs = specsIn(command)
  const there = presence(scope, id)
  const ttl = specs.filter((spec) => spec['expireAfterSeconds'] !== undefined)
  return {
    verb: 'create indexes',
    objects: [
      ...specs.map((spec) => ({ id: indexId(collection, spec.name), effect: 'create' as const })),
      there === 'absent' ? { id, effect: 'create' } : { id, effect: 'read' },
    ],
    // Nobody else is at work on a collection that the plan makes.
    locks: (there === 'new' ? specs.map(({ name }) => indexId(collection, name)) : [id]).map((object) => ({
      object,
      mode: 'IX, X at its start and end',
      blocks: 'nothing',
    })),
    data: ttl.length > 0 && there !== 'absent' ? 'destroys' : 'none',
    needs: [
      ...(specs.some((spec) => spec['prepareUnique'] !== undefined) ? ['prepareUnique'] : []),
      ...(specs.some((spec) => spec['hidden'] !== undefined) ? ['hiddenIndexes'] : []),
      ...(specs.some((spec) => spec['partialFilterExpression'] !== undefined) ? ['partialIndexes'] : []),
    ],
    hazards:
      there === 'absent'
        ? []
        : ttl.map((spec) =>
            hazard(
              'SW-MONGO-TTL',
              'inform',
              `The index ${spec.name} makes the server delete documents of ${collection} that are older than ${String(spec['expireAfterSeconds'])} s, also those that are there already; a rollback does not bring them back.`,
              id,
            ),
          ),
    // A collection that the plan makes has no index but those that the plan makes.
    reverse:
      there === 'new'
        ? dropping(
            collection,
            specs.map(({ name }) => name).filter((name) => !scope.made.has(indexId(collection, name))),
          )
        : atApply,
    undo(before) {
      const fresh = specs.map(({ name }) => name).filter((name) => !indexDefinition(before, collection, name))
      if (hasCollection(before, collection)) return dropping(collection, fresh)
      return { kind: 'statements', statements: [print({ drop: collection })], class: 'exact' }
    },
    probed: specs.map(({ name }) => indexId(collection, name)),
    probe: (before, now) => probeBuild(collection, specs, before, now),
  }
}

function dropping(collection: string, names: readonly string[]): Reverse {
  if (names.length === 0) return nothing
  return { kind: 'statements', statements: dropIndexesText(collection, names), class: 'exact' }
}

/** An index counts only when it is listed, whole on every member, and the one that the command builds. */
function probeBuild(
  collection: string,
  specs: readonly (Document & { readonly name: string })[],
  before: Definitions,
  now: Definitions,
): Probe {
  const ours: string[] = []
  const building: string[] = []
  const missing: string[] = []
  for (const spec of specs) {
    const id = indexId(collection, spec.name)
    const [was, is] = [before[id], now[id]]
    if (was === undefined || is === undefined) return unknown(`the definition of index ${spec.name} was not read`)
    if (is === null) missing.push(spec.name)
    else {
      const found = definitionDocument(is)
      if (!isSameIndex(spec, found))
        return unknown(`index ${spec.name} is there, but it is not the one that this command builds`)
      if (found['state'] === 'building') building.push(spec.name)
      else if (was === null) ours.push(spec.name)
    }
  }
  if (building.length > 0) {
    const names = building.join(', ')
    return partial(
      `${names} is listed and still being built`,
      dropIndexesText(collection, [...building, ...ours]),
      'rerun',
    )
  }
  if (missing.length === 0) {
    const same = specs.every(({ name }) => before[indexId(collection, name)] === now[indexId(collection, name)])
    return same ? absent('every index was there before') : landed('every index is listed, and whole on every member')
  }
  if (ours.length === 0) return absent(`${missing.join(', ')} is not there`)
  return partial(
    `${ours.join(', ')} is there and ${missing.join(', ')} is not`,
    dropIndexesText(collection, ours),
    'rerun',
  )
}
