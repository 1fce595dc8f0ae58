import { absent, atApply, hazard, impossible, landed, nothing, presence, unknown, type Kind } from '../draft.ts'
import { collectionId, uuidId, viewId } from '../names/object-id.ts'
import { indexSpecs, recreate } from '../reverse/recreate.ts'
import { indexId, validatorId } from '../names/object-id.ts'
import { nameIn } from './name-in.ts'

/** `{ "drop": "orders" }`, a collection or a view. */
export const drop: Kind = (scope) => {
  const { command, schema } = scope
  const name = nameIn(command)
  const isView = schema?.objects[viewId(name)] !== undefined || scope.made.has(viewId(name))
  const id = isView ? viewId(name) : collectionId(name)
  const there = presence(scope, id)
  const parts = isView || schema === undefined ? [] : indexSpecs(schema, name)
  const loses = !isView && there !== 'absent' && there !== 'new'
  return {
    verb: isView ? 'drop view' : 'drop collection',
    objects: [
      { id, effect: 'drop' },
      ...(schema?.objects[validatorId(name)] === undefined || isView
        ? []
        : [{ id: validatorId(name), effect: 'drop' } as const]),
      ...parts.map((spec) => ({ id: indexId(name, String(spec['name'])), effect: 'drop' as const })),
    ],
    locks: [{ object: id, mode: 'X', blocks: 'all' }],
    data: loses ? 'destroys' : 'none',
    hazards: loses
      ? [
          hazard(
            'SW-DATA-LOSS',
            'stop',
            `All documents of ${name} are destroyed; a rollback makes the collection again with its options, validator and indexes, and empty.`,
            id,
          ),
        ]
      : [],
    reverse: atApply,
    undo(before) {
      const view = before.objects[viewId(name)] !== undefined
      const was = view ? viewId(name) : collectionId(name)
      if (before.objects[was] === undefined) return nothing
      const made = recreate(before, was)
      if (made === undefined) return impossible(`the definition of ${name} does not say enough`)
      return { kind: 'statements', statements: made, class: view ? 'exact' : 'schema-only' }
    },
    probed: [collectionId(name), viewId(name), uuidId(name)],
    probe(before, now) {
      const ids = [collectionId(name), viewId(name)]
      if (ids.some((one) => before[one] === undefined || now[one] === undefined))
        return unknown(`whether ${name} is there was not read`)
      // Whoever writes to a collection that is gone makes it again, and may make it the same.
      if (isOther(before[uuidId(name)], now[uuidId(name)])) return landed(`${name} is gone, and there is another one`)
      const gone = ids.every((one) => now[one] === null)
      if (ids.every((one) => now[one] === before[one]))
        return absent(gone ? `${name} was not there before either` : `${name} is still there`)
      return gone ? landed(`${name} is gone`) : unknown(`${name} is another one than before`)
    },
  }
}

/** Both are known, and are not the same. */
function isOther(was: string | null | undefined, is: string | null | undefined): boolean {
  return typeof was === 'string' && typeof is === 'string' && was !== is
}
