import type { ObjectId } from '@slipway/core/plugin'
import { kindOf, namesOf, objectId, sqlName } from '../names/object-id.ts'
import type { Name } from '../read/parsed.ts'
import type { BodyEffects } from './body-effects.ts'
import { bodyEffects } from './body-effects.ts'
import type { Scope } from './scope.ts'
import { found, relationOf } from './scope.ts'

/** A table that is written, and by what where the statement does not name it. */
export interface Written {
  readonly table: ObjectId
  readonly way: string | undefined
}

/** All that a statement writes. */
export interface Through {
  readonly tables: readonly Written[]
  /** Triggers and routines that may commit, as people say them. */
  readonly committing: readonly string[]
}

interface Walk {
  readonly scope: Scope
  readonly tables: Map<string, Written>
  readonly committing: Set<string>
  readonly called: Set<string>
}

/** Follows triggers, cascading foreign keys, views and called procedures from the tables that a statement names. */
export function writtenThrough(scope: Scope, tables: readonly ObjectId[], event: string): Through {
  const walk: Walk = { scope, tables: new Map(), committing: new Set(), called: new Set() }
  for (const table of tables) write(walk, table, event, undefined)
  return { tables: tablesOf(walk), committing: [...walk.committing] }
}

/** Follows a procedure or function. */
export function writtenByCall(scope: Scope, procedure: ObjectId): Through & { readonly known: boolean } {
  const walk: Walk = { scope, tables: new Map(), committing: new Set(), called: new Set() }
  const known = call(walk, procedure)
  return { tables: tablesOf(walk), committing: [...walk.committing], known }
}

/** Each table once, as it was first come upon. */
function tablesOf(walk: Walk): readonly Written[] {
  const once = new Map<ObjectId, Written>()
  for (const written of walk.tables.values()) if (!once.has(written.table)) once.set(written.table, written)
  return [...once.values()].filter(({ table }) => !table.startsWith('view:'))
}

/** INSERT … ON DUPLICATE KEY and REPLACE fire what updates and deletes fire, too. */
function eventsOf(event: string): readonly string[] {
  if (event === 'load data') return ['insert', 'update', 'delete']
  if (event === 'replace') return ['insert', 'delete']
  if (event === 'upsert') return ['insert', 'update']
  return [event]
}

/** Cascades fire no triggers. */
function write(walk: Walk, table: ObjectId, event: string, way: string | undefined, fires = true): void {
  for (const each of eventsOf(event)) {
    const key = `${table} ${each} ${fires}`
    if (walk.tables.has(key)) continue
    walk.tables.set(key, { table, way })
    if (table.startsWith('view:'))
      for (const read of found(walk.scope, table)?.dependsOn ?? []) write(walk, read, each, `view ${sqlName(table)}`)
    const triggers = fires ? triggersOf(walk.scope, table, each) : []
    for (const [id, text] of triggers) run(walk, text, `trigger ${sqlName(id)}`)
    if (each !== 'insert') cascade(walk, table, each)
  }
}

function run(walk: Walk, text: string, way: string): void {
  const effects = effectsOf(walk.scope, text)
  if (effects.commits) walk.committing.add(way)
  for (const { table, event } of effects.writes) write(walk, relationOf(walk.scope, table), event, way)
  for (const procedure of effects.calls) {
    if (!call(walk, idOfProcedure(procedure))) walk.committing.add(`procedure ${procedure.name}, called by ${way},`)
  }
}

function effectsOf({ syntax, database }: Scope, text: string): BodyEffects {
  return bodyEffects(text, syntax, database)
}

function idOfProcedure({ database, name }: Name): ObjectId {
  return database === undefined ? objectId('procedure', name) : objectId('procedure', database, name)
}

/** False when its body is not known. */
function call(walk: Walk, procedure: ObjectId): boolean {
  if (walk.called.has(procedure)) return true
  walk.called.add(procedure)
  const text = walk.scope.known.programs.get(procedure) ?? found(walk.scope, procedure)?.definition
  if (text === undefined) return false
  run(walk, text, `${kindOf(procedure)} ${sqlName(procedure)}`)
  return true
}

/** Triggers of a table that an event fires, with their text. */
function triggersOf(scope: Scope, table: ObjectId, event: string): readonly (readonly [ObjectId, string])[] {
  const own = new RegExp(
    `\\b(?:BEFORE|AFTER)\\s+${event}\\s+ON\\s+(?:[\`\\w$]+\\s*\\.\\s*)?(\`(?:[^\`]|\`\`)*\`|[\\w$]+)`,
    'i',
  )
  const name = namesOf(table).at(-1) ?? ''
  const fires = (text: string): boolean => own.exec(text)?.[1]?.replaceAll('`', '').toLowerCase() === name.toLowerCase()
  const old = Object.entries(scope.schema?.objects ?? {}).filter(
    ([id, object]) => id.startsWith('trigger:') && found(scope, id) !== undefined && object.dependsOn.includes(table),
  )
  const fresh = [...scope.known.programs].filter(([id]) => id.startsWith('trigger:'))
  return [...old.map(([id, { definition }]): readonly [string, string] => [id, definition]), ...fresh].filter(
    ([, text]) => fires(text),
  )
}

/** Foreign keys that point at a table and carry its deletes or updates on. */
function cascade(walk: Walk, table: ObjectId, event: string): void {
  const acts = new RegExp(`\\bON\\s+${event}\\s+(?:CASCADE|SET\\s+(?:NULL|DEFAULT))`, 'i')
  for (const [id, object] of Object.entries(walk.scope.schema?.objects ?? {})) {
    if (!id.startsWith('constraint:') || !acts.test(object.definition)) continue
    const child = objectId('table', ...namesOf(id).slice(0, -1))
    if (child === table || !object.dependsOn.includes(table)) continue
    const deletes = event === 'delete' && /\bON\s+DELETE\s+CASCADE/i.test(object.definition)
    write(walk, child, deletes ? 'delete' : 'update', `foreign key ${sqlName(id)}`, false)
  }
}
