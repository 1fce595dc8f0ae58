import { SlipwayError } from '@slipway/core'
import type { Hazard, ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { sqlName } from '../../names/object-id.ts'
import type { ChangeRows, Select } from '../../read/parsed.ts'
import type { Draft } from '../draft.ts'
import { hazard, nothingToUndo, notUndone, shared } from '../draft.ts'
import type { Engines } from '../engines.ts'
import { enginesOf, enginesWritten } from '../engines.ts'
import type { Scope } from '../scope.ts'
import { isElsewhere, isNew, madeHere, partOf, relationOf } from '../scope.ts'
import { writingCalls } from '../functions.ts'
import { writtenByCall } from '../written-through.ts'

/** INSERT, REPLACE, UPDATE, DELETE, LOAD DATA. */
export function changeRows(parsed: ChangeRows, scope: Scope): Draft {
  if (parsed.local) throw refuseLocal(scope)
  const writes = [...new Set(parsed.writes.map((name) => relationOf(scope, name)))]
  const reads = [...new Set(parsed.reads.map((name) => relationOf(scope, name)))].filter((id) => !writes.includes(id))
  const event = parsed.kind === 'insert' && parsed.updates ? 'upsert' : parsed.kind
  const engines = enginesWritten(scope, writes, event)
  const called = throughCalls(scope)
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
    hazards: [...(kind.hazards ?? []), ...engines.hazards, ...(called?.hazards ?? [])],
    ...(engines.atomic && called?.atomic !== false ? {} : { outside: 'unknowable' as const }),
    opaque: called !== undefined,
    wider: files || [...parsed.writes, ...parsed.reads].some(isElsewhere),
  }
}

/** What the stored functions that a statement calls write; `undefined` where they write nothing. */
function throughCalls(scope: Scope): Engines | undefined {
  const called = writingCalls(scope)
  if (called.length === 0) return undefined
  const engines = called.map((id) => enginesOf(scope, writtenByCall(scope, id)))
  return { atomic: engines.every(({ atomic }) => atomic), hazards: engines.flatMap(({ hazards }) => hazards) }
}

/** DO computes, and throws away what comes of it. */
export function doExpression(scope: Scope): Draft {
  return { ...withCalls(scope), verb: 'do' }
}

function withCalls(scope: Scope): Pick<Draft, 'data' | 'opaque' | 'hazards' | 'outside' | 'reverse'> {
  const called = throughCalls(scope)
  if (called === undefined) return { data: 'reads', reverse: nothingToUndo }
  return {
    data: 'changes',
    opaque: true,
    hazards: called.hazards,
    ...(called.atomic ? {} : { outside: 'unknowable' }),
    reverse: notUndone('what the function it calls has done is not known'),
  }
}

function refuseLocal({ at, text }: Scope): SlipwayError {
  const where = at === undefined ? '' : `${at.file}:${at.line}: `
  const first = text.trim().split('\n', 1)[0] ?? ''
  return new SlipwayError(
    'SW-CLIENT-COMMAND',
    `${where}${first}: LOAD DATA LOCAL takes its rows from a file of the client. Nothing was changed.`,
    { hint: 'Write the rows as INSERT statements.', details: at === undefined ? {} : { file: at.file, line: at.line } },
  )
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
  return {
    verb: 'select',
    objects: reads.map((id) => ({ id, effect: 'read' })),
    locks: reads.map((id) => shared(id, 'SHARED_READ')),
    ...withCalls(scope),
    wider: parsed.intoFile || parsed.reads.some(isElsewhere),
    ...(parsed.intoFile ? { reverse: notUndone('the file that it wrote on the server stays') } : {}),
  }
}
