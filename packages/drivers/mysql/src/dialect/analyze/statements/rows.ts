import type { Hazard, ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { sqlName } from '../../names/object-id.ts'
import type { ChangeRows, Select } from '../../read/parsed.ts'
import type { Draft } from '../draft.ts'
import { hazard, nothingToUndo, notUndone, shared } from '../draft.ts'
import { enginesWritten } from '../engines.ts'
import type { Scope } from '../scope.ts'
import { isElsewhere, isNew, madeHere, partOf, relationOf } from '../scope.ts'
import { callsUnknown } from '../functions.ts'

/** INSERT, REPLACE, UPDATE, DELETE, LOAD DATA. */
export function changeRows(parsed: ChangeRows, scope: Scope): Draft {
  const writes = [...new Set(parsed.writes.map((name) => relationOf(scope, name)))]
  const reads = [...new Set(parsed.reads.map((name) => relationOf(scope, name)))].filter((id) => !writes.includes(id))
  const event = parsed.kind === 'insert' && parsed.updates ? 'upsert' : parsed.kind
  const engines = enginesWritten(scope, writes, event)
  const opaque = callsUnknown(scope)
  const files = parsed.kind === 'load data' && !parsed.local
  const kind = kindOfChange(parsed, scope, writes)
  return {
    verb: parsed.kind,
    objects: [
      ...writes.map((id): ObjectEffect => ({ id, effect: 'write' })),
      ...reads.map((id): ObjectEffect => ({ id, effect: 'read' })),
    ],
    locks: [...writes.map((id) => shared(id, 'SHARED_WRITE')), ...reads.map((id) => shared(id, 'SHARED_READ'))],
    ...kind,
    hazards: [...(kind.hazards ?? []), ...engines.hazards],
    ...(engines.atomic ? {} : { outside: 'unknowable' as const }),
    opaque,
    wider: files || [...parsed.writes, ...parsed.reads].some(isElsewhere),
  }
}

type Change = Pick<Draft, 'data' | 'reverse' | 'hazards'> & { readonly data: NonNullable<Draft['data']> }

function kindOfChange(parsed: ChangeRows, scope: Scope, writes: readonly ObjectId[]): Change {
  const names = writes.map(sqlName).join(', ')
  const made = writes.every((id) => madeHere(scope, id) || scope.known.temporary.has(id))
  const old = writes.filter((id) => !isNew(scope, id))
  switch (parsed.kind) {
    case 'delete':
      return {
        data: 'destroys',
        hazards: old.map((id) => lost(id, 'DELETE takes rows')),
        reverse: made ? nothingToUndo : notUndone(`the rows that ${names} had are not kept`),
      }
    case 'replace':
      return {
        data: old.length === 0 ? 'adds' : 'changes',
        hazards: old.map((id) => changed(id, 'REPLACE deletes rows with the same key')),
        reverse: made ? nothingToUndo : notUndone(`the rows that ${names} had are not kept`),
      }
    case 'update':
      return update(parsed, scope, writes)
    default:
      return {
        data: parsed.updates && old.length > 0 ? 'changes' : 'adds',
        hazards: parsed.updates ? old.map((id) => changed(id, 'ON DUPLICATE KEY UPDATE changes rows')) : [],
        reverse: made
          ? nothingToUndo
          : notUndone(`which rows of ${names} it added is not kept; write a DELETE that finds them as its down`),
      }
  }
}

function lost(id: ObjectId, how: string): Hazard {
  const message = `${how} of ${sqlName(id)} for good: a rollback does not bring them back. Keep a copy of what is still wanted.`
  return hazard('SW-DATA-LOSS', 'stop', message, id)
}

function changed(id: ObjectId, how: string): Hazard {
  const message = `${how} of ${sqlName(id)}, and a rollback does not change them back.`
  return hazard('SW-DATA-CHANGE', 'inform', message, id)
}

function update(parsed: ChangeRows, scope: Scope, writes: readonly ObjectId[]): Change {
  const columns = parsed.sets.flatMap((set) => {
    const name = set.split('.').at(-1) ?? set
    return writes.map((table) => ({ table, id: partOf(scope, 'column', table, name), name }))
  })
  const old = columns.filter(({ id }) => !isNew(scope, id))
  const here = columns.length > 0 && columns.every(({ id, table }) => madeHere(scope, id) || madeHere(scope, table))
  const names = writes.map(sqlName).join(', ')
  return {
    data: columns.length > 0 && old.length === 0 ? 'adds' : 'changes',
    hazards: [...new Set(old.map(({ table }) => table))].map((table) => {
      const set = [...new Set(old.filter((one) => one.table === table).map(({ name }) => name))]
      const message = `${set.join(', ')} of ${sqlName(table)} ${set.length === 1 ? 'gets' : 'get'} new values in rows that are there, and a rollback does not change them back.`
      return hazard('SW-DATA-CHANGE', 'inform', message, table)
    }),
    reverse: here
      ? nothingToUndo
      : notUndone(`the values that ${names} had are not kept; write a down that brings them back`),
  }
}

export function select(parsed: Select, scope: Scope): Draft {
  const reads = [...new Set(parsed.reads.map((name) => relationOf(scope, name)))].filter(
    (id) => !/^table:(information_schema|performance_schema|mysql|sys)\./.test(id),
  )
  const opaque = callsUnknown(scope)
  return {
    verb: 'select',
    objects: reads.map((id) => ({ id, effect: 'read' })),
    locks: reads.map((id) => shared(id, 'SHARED_READ')),
    data: 'reads',
    opaque,
    wider: parsed.intoFile || parsed.reads.some(isElsewhere),
    reverse: parsed.intoFile
      ? notUndone('the file that it wrote on the server stays')
      : opaque
        ? notUndone('what the function it calls has done is not known')
        : nothingToUndo,
  }
}
