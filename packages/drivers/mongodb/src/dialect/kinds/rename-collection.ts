import type { Schema } from '@slipway/core/plugin'
import { malformed } from '../command.ts'
import { absent, atApply, hazard, impossible, landed, presence, unknown, type Kind } from '../draft.ts'
import { collectionId, indexId, uuidId, validatorId } from '../names/object-id.ts'
import { namespaceOf, type Namespace } from '../names/namespace.ts'
import { hasCollection, indexSpecs } from '../reverse/recreate.ts'
import { print } from '../text/print.ts'

/** `{ "renameCollection": "orders", "to": "purchases" }`; names without a database are the connected one's. */
export const renameCollection: Kind = (scope) => {
  const { command, database, schema } = scope
  if (typeof command.target !== 'string' || typeof command.plain['to'] !== 'string') {
    throw malformed(
      command.at,
      '"renameCollection" needs the collection and "to"',
      '{ "renameCollection": "orders", "to": "purchases" }',
    )
  }
  const from = namespaceOf(command.target, database)
  const to = namespaceOf(command.plain['to'], database)
  const dropsTarget = command.plain['dropTarget'] === true
  const isOwn = from.database === database && to.database === database
  const [source, target] = [collectionId(from.collection), collectionId(to.collection)]
  const destroys = dropsTarget && presence(scope, target) !== 'absent' && presence(scope, target) !== 'new'
  const short = (space: Namespace): string => (isOwn && !space.collection.includes('.') ? space.collection : space.full)
  const back = print({ renameCollection: short(to), to: short(from) })
  return {
    verb: 'rename collection',
    objects: isOwn
      ? [{ id: source, effect: 'rename', to: target }, ...parts(schema, from.collection, to.collection)]
      : [],
    locks: isOwn
      ? [
          { object: source, mode: 'X', blocks: 'all' },
          { object: target, mode: 'X', blocks: 'all' },
        ]
      : [],
    wider: !isOwn,
    recovery: isOwn ? 'probed' : 'unknowable',
    data: destroys ? 'destroys' : 'none',
    hazards: [
      ...(isOwn
        ? []
        : [hazard('SW-WIDER-SCOPE', 'inform', 'It renames into another database, which copies every document.')]),
      ...(destroys
        ? [hazard('SW-DATA-LOSS', 'stop', `"dropTarget" destroys all documents of ${to.collection}.`, target)]
        : []),
    ],
    reverse: dropsTarget && isOwn ? atApply : { kind: 'statements', statements: [back], class: 'exact' },
    undo: (before) =>
      hasCollection(before, to.collection)
        ? impossible(`"dropTarget" destroys ${to.collection}, and it is not kept`)
        : { kind: 'statements', statements: [back], class: 'exact' },
    probed: isOwn ? [source, target, uuidId(from.collection), uuidId(to.collection)] : [],
    probe(before, now) {
      if (!isOwn || [source, target].some((id) => before[id] === undefined || now[id] === undefined))
        return unknown('the collections were not read')
      const [was, kept, is] = [
        before[uuidId(from.collection)],
        now[uuidId(from.collection)],
        now[uuidId(to.collection)],
      ]
      // Whoever writes to a name that is gone makes a collection of that name again: only the number tells which is which.
      if (typeof was === 'string' && was === is) return landed(`${from.collection} is ${to.collection} now`)
      if (typeof was === 'string' && typeof kept === 'string' && was !== kept)
        return unknown(`${from.collection} is another collection than before`)
      if (now[source] === null && now[target] !== null && before[source] !== null)
        return landed(`${from.collection} is ${to.collection} now`)
      return now[source] === before[source] && now[target] === before[target]
        ? absent(`${from.collection} has its name still`)
        : unknown(`neither ${from.collection} nor ${to.collection} is as expected`)
    },
  }
}

/** Indexes and validator go with their collection. */
function parts(schema: Schema | undefined, from: string, to: string): ReturnType<Kind>['objects'] {
  if (schema === undefined) return []
  const validator = schema.objects[validatorId(from)]
  return [
    ...(validator === undefined ? [] : [{ id: validatorId(from), effect: 'rename' as const, to: validatorId(to) }]),
    ...indexSpecs(schema, from).map((spec) => ({
      id: indexId(from, String(spec['name'])),
      effect: 'rename' as const,
      to: indexId(to, String(spec['name'])),
    })),
  ]
}
