import type { ObjectId, ReversalClass, Reverse, Schema, SchemaObject } from '@slipway/core/plugin'
import { kindOf, sqlName } from '../names/object-id.ts'
import { dependentsOf, partsOf } from '../names/schema-index.ts'
import { sqlObject } from '../names/sql-words.ts'
import { recreate } from './recreate.ts'

/** Kinds whose going loses rows, or values in rows. */
const holdsRows: ReadonlySet<string> = new Set(['table', 'column'])

/** The objects and all that cannot exist without them. */
export function closure(ids: readonly ObjectId[], schema: Schema): readonly ObjectId[] {
  const found = new Set<ObjectId>()
  const open = ids.filter((id) => schema.objects[id] !== undefined)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...dependentsOf(schema, id))
  }
  return [...found]
}

const order: readonly string[] = [
  'schema',
  'extension',
  'type',
  'domain',
  'sequence',
  'function',
  'procedure',
  'aggregate',
  'table',
  'column',
  'constraint',
  'index',
  'view',
  'materialized-view',
  'statistics',
  'trigger',
  'rule',
  'policy',
]

/** Foreign keys come after the unique keys they point at. */
function rank(id: ObjectId, object: SchemaObject): number {
  const kind = kindOf(id)
  const place = order.indexOf(kind)
  return (
    (place < 0 ? order.length : place) +
    (kind === 'constraint' && object.definition.startsWith('FOREIGN KEY') ? 0.5 : 0)
  )
}

/** The objects with each one behind all it depends on; a circle is cut where the order of kinds says. */
function sorted(ids: readonly ObjectId[], schema: Schema): readonly ObjectId[] {
  const wanted = new Set(ids)
  const at = (id: ObjectId): number => rank(id, schema.objects[id] ?? { kind: '', definition: '', dependsOn: [] })
  const place = (id: ObjectId): number => Number(/^position (\d+)/.exec(schema.objects[id]?.cosmetic ?? '')?.[1] ?? 0)
  const queue = [...ids].sort((a, b) => at(a) - at(b) || place(a) - place(b) || (a < b ? -1 : 1))
  const done: ObjectId[] = []
  const seen = new Set<ObjectId>()
  const visit = (id: ObjectId): void => {
    if (seen.has(id) || !wanted.has(id)) return
    seen.add(id)
    for (const needed of needs(id, schema)) visit(needed)
    done.push(id)
  }
  for (const id of queue) visit(id)
  return done
}

/**
 * What must stand first. A table is made together with its columns, so it needs what they need; a sequence that is owned
 * by a column is made before it and given to it later, since the column's default needs the sequence.
 */
function needs(id: ObjectId, schema: Schema): readonly ObjectId[] {
  const own = schema.objects[id]?.dependsOn ?? []
  if (kindOf(id) === 'sequence') return own.filter((needed) => !/^(column|table):/.test(needed))
  if (kindOf(id) !== 'table') return own
  const columns = partsOf(schema, 'column', sqlName(id))
  return [...own, ...columns.flatMap((column) => schema.objects[column]?.dependsOn ?? [])].filter(
    (needed) => needed !== id,
  )
}

/** Makes dropped objects again, with everything that went along, from their definitions. */
export function restore(ids: readonly ObjectId[], before: Schema): Reverse {
  const gone = sorted(closure(ids, before), before)
  const statements: string[] = []
  const ownedBy: string[] = []
  let reversal: ReversalClass = 'exact'
  for (const id of gone) {
    const object = before.objects[id]
    if (object === undefined) continue
    if (holdsRows.has(kindOf(id))) reversal = 'schema-only'
    const made = recreate(id, object, new Set(gone), before)
    if (made === undefined) {
      return { kind: 'impossible', reason: `${kindOf(id)} ${sqlName(id)} cannot be made again from its definition` }
    }
    statements.push(...made)
    const owner = kindOf(id) === 'sequence' ? / OWNED BY (.+)$/.exec(object.definition)?.[1] : undefined
    if (owner !== undefined && gone.includes(`column:${owner}`))
      ownedBy.push(`ALTER SEQUENCE ${sqlName(id)} OWNED BY ${owner}`)
  }
  statements.push(...ownedBy)
  return statements.length === 0 ? { kind: 'nothing' } : { kind: 'statements', statements, class: reversal }
}

/**
 * Drops a view with the views that read it and makes them all again. What came to read them later is not dropped: the
 * server refuses then, and nothing is lost.
 */
export function remakeViews(id: ObjectId, before: Schema): Reverse {
  const back = restore([id], before)
  if (back.kind !== 'statements') return back
  const views = sorted(closure([id], before), before).filter((one) => /^(materialized-)?view:/.test(one))
  const drops = views.toReversed().map((view) => `DROP ${sqlObject(view) ?? ''}`)
  return { ...back, statements: [...drops, ...back.statements] }
}
