import type { Analysis, AnalysisContext, Hazard, ObjectEffect } from '@slipway/core/plugin'
import { objectId } from './names.ts'
import { readStatement, type Head } from './read-statement.ts'

const control: Readonly<Record<string, 'begin' | 'commit' | 'rollback'>> = {
  begin: 'begin',
  commit: 'commit',
  end: 'commit',
  rollback: 'rollback',
}

const data: Readonly<Record<string, Analysis['data']>> = {
  select: 'reads',
  values: 'reads',
  with: 'changes',
  insert: 'adds',
  replace: 'changes',
  update: 'changes',
  delete: 'destroys',
  'drop table': 'destroys',
}

const known = /^((create|drop) (table|index|view|trigger)|alter table|reindex|analyze|vacuum|pragma)$/

function effectOf({ verb, object, name }: Head): ObjectEffect[] {
  if (object !== undefined) {
    const effect = /^(create|drop)/.exec(verb)?.[0] as 'create' | 'drop' | undefined
    return [{ id: object.id, effect: effect ?? 'alter' }]
  }
  return name !== undefined && data[verb] !== undefined ? [{ id: objectId('table', name), effect: 'write' }] : []
}

function hazardsOf(verb: string, opaque: boolean, destroys: boolean): Hazard[] {
  if (opaque)
    return [
      { code: 'SW-OPAQUE', severity: 'inform', message: `${verb} is not known here, so its undo has to be written` },
    ]
  return destroys ? [{ code: 'SW-DATA-LOSS', severity: 'stop', message: `${verb} destroys values for good` }] : []
}

/** All that the planner has to know of a statement. Nearly all of SQLite's, DDL included, is transactional. */
export function analyze(text: string, _context: AnalysisContext): Analysis {
  const head = readStatement(text)
  const { verb, object } = head
  // VACUUM refuses a transaction and gives the same state again; these pragmas do nothing inside one.
  const outside = verb === 'vacuum' || verb === 'pragma'
  const kind = data[verb] ?? 'none'
  const dropsColumn = verb === 'alter table' && /^drop$/i.test(head.change?.[0] ?? '')
  const opaque = !known.test(verb) && data[verb] === undefined && control[verb] === undefined
  const writes = object !== undefined || !['reads', 'none'].includes(kind)
  return {
    verb,
    objects: kind === 'reads' ? [] : effectOf(head),
    locks: writes ? [{ object: 'database:main', mode: 'RESERVED', blocks: 'writes' }] : [],
    rewrite: verb === 'vacuum' || dropsColumn,
    scan: verb === 'create index',
    transaction: outside ? 'outside' : 'inside',
    ...(control[verb] === undefined ? {} : { control: control[verb] }),
    recovery: outside ? 'repeatable' : 'atomic',
    data: dropsColumn ? 'destroys' : kind,
    opaque,
    scope: ['attach', 'detach'].includes(verb) ? 'wider' : 'database',
    hazards: hazardsOf(verb, opaque, kind === 'destroys' || dropsColumn),
    reverse: object === undefined ? reverseOfRest(verb, kind) : { kind: 'at-apply' },
  }
}

function reverseOfRest(verb: string, kind: Analysis['data']): Analysis['reverse'] {
  if (kind === 'reads' || ['vacuum', 'analyze', 'reindex'].includes(verb)) return { kind: 'nothing' }
  return { kind: 'impossible', reason: `${verb.toUpperCase()} cannot be undone alone` }
}
