import type { ObjectId } from '@slipway/core/plugin'
import { lastName, namesOf, objectId, tableOf } from '../dialect/names/object-id.ts'
import type { Found } from './collect.ts'

/** A table with everything on it: what each of its parts is, by kind and name. Positions of columns count. */
export type Shape = Readonly<Record<string, string>>

/** The shape of a table among the objects found, as text; `null` where the table is absent. */
export function shapeOf(shape: ObjectId, found: Found, fold: (id: ObjectId) => ObjectId): string | null {
  const wanted = fold(objectId('table', ...namesOf(shape)))
  const table = [...found.keys()].find((id) => fold(id) === wanted)
  if (table === undefined) return null
  const parts = [...found]
    .filter(([id]) => tableOf(id) === table)
    .map(([id, { kind, definition, cosmetic }]): readonly [string, string] => {
      const key = kind === 'table' ? 'table' : `${kind}:${lastName(id)}`
      return [key, kind === 'column' ? `${definition} @ ${cosmetic ?? ''}` : definition]
    })
  return JSON.stringify(Object.fromEntries(parts))
}

/** Reads what `shapeOf` wrote. */
export function readShape(text: string): Shape {
  return JSON.parse(text) as Shape
}
