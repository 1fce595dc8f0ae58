import type { Ailment, Schema } from '@slipway/core/plugin'
import { partsOf } from './names/object-id.ts'
import { definitionDocument } from './reverse/recreate.ts'
import { print } from './text/print.ts'

/** Indexes that are there and not in working order: still being built, or on a way to unique that was not finished. */
export function findAilments(schema: Schema): readonly Ailment[] {
  return Object.entries(schema.objects).flatMap(([object, { kind, definition }]): readonly Ailment[] => {
    if (kind !== 'index') return []
    const [collection = '', name = ''] = partsOf(object).names
    const spec = definitionDocument(definition)
    if (spec['state'] === 'building') {
      return [
        {
          object,
          message: 'it is still being built; a build that never ends waits for a member that is away',
          cure: `See how far it is with db.currentOp(), bring the missing member back, or give it up: ${print({ dropIndexes: collection, index: name })}`,
        },
      ]
    }
    if (spec['prepareUnique'] === true && spec['unique'] !== true) {
      return [
        {
          object,
          message: 'it refuses new duplicates and is not unique: its conversion was not finished',
          cure: `Finish it: ${print({ collMod: collection, index: { name, unique: true } })}, or take it back: ${print({ collMod: collection, index: { name, prepareUnique: false } })}`,
        },
      ]
    }
    return []
  })
}
