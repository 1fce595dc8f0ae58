import type { ObjectEffect } from '@slipway/core/plugin'
import { sqlName } from '../../names/object-id.ts'
import type { CreateObject, Drop } from '../../read/parsed.ts'
import type { Draft } from '../draft.ts'
import { exclusive, hazard } from '../draft.ts'
import type { Compare } from '../guards.ts'
import { guardCreate, guardDrop } from '../guards.ts'
import type { Scope } from '../scope.ts'
import { exists, found, idOf, isElsewhere, isNew, relationOf } from '../scope.ts'

/** CREATE and ALTER of a view, trigger, routine, event or sequence. */
export function createObject(parsed: CreateObject, scope: Scope, compare: Compare): Draft {
  const { what, kind } = parsed
  const id = idOf(scope, what, parsed.name)
  const table = parsed.table === undefined ? undefined : idOf(scope, 'table', parsed.table)
  const there = kind === 'alter' || (parsed.orReplace && found(scope, id) !== undefined)
  const to = parsed.to === undefined ? undefined : idOf(scope, what, parsed.to)
  const own: ObjectEffect = to === undefined ? { id, effect: there ? 'alter' : 'create' } : { id, effect: 'rename', to }
  const reads = [...parsed.reads.map((name) => relationOf(scope, name)), ...(table === undefined ? [] : [table])]
  const programs = what === 'view' || what === 'sequence' || kind === 'alter' ? [] : [[id, scope.text] as const]
  const draft: Draft = {
    verb: `${kind} ${what}`,
    objects: [own, ...[...new Set(reads)].map((one): ObjectEffect => ({ id: one, effect: 'read' }))],
    locks: [exclusive(table ?? id)],
    outside: 'ddl',
    wider: isElsewhere(parsed.name),
    note: { programs: new Map(programs) },
  }
  return parsed.ifNotExists ? guardCreate(scope, parsed, id, draft, compare) : draft
}

export function dropObjects(parsed: Drop, scope: Scope): Draft {
  const ids = parsed.names.map((name) => idOf(scope, parsed.what, name))
  const sequences = parsed.what === 'sequence' ? ids.filter((id) => !isNew(scope, id) && exists(scope, id)) : []
  const draft: Draft = {
    verb: `drop ${parsed.what}`,
    objects: ids.map((id) => ({ id, effect: 'drop' })),
    locks: ids.map((id) => exclusive(tableOfTrigger(scope, id) ?? id)),
    outside: 'ddl',
    wider: parsed.names.some(isElsewhere),
    hazards: sequences.map((id) =>
      hazard('SW-DATA-LOSS', 'stop', `Where ${sqlName(id)} stood is gone for good: a rollback starts it anew.`, id),
    ),
  }
  return parsed.ifExists ? guardDrop(scope, ids, draft) : draft
}

function tableOfTrigger(scope: Scope, id: string): string | undefined {
  return id.startsWith('trigger:') ? found(scope, id)?.dependsOn.find((one) => one.startsWith('table:')) : undefined
}
