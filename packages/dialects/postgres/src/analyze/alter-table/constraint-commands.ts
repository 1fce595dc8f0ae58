import type { Constraint } from 'libpg-query'
import type { ObjectId, Schema } from '@slipway/core/plugin'
import { as, strings } from '../../grammar/ast.ts'
import { guardDrop } from '../../guard/guard-create.ts'
import { constraintName } from '../../names/chosen-names.ts'
import { lastName, objectId, ownerName, splitName, sqlName, unquote } from '../../names/object-id.ts'
import { columnParts } from '../../reverse/column-definition.ts'
import { restore } from '../../reverse/restore.ts'
import type { Undo } from '../../reverse/undo.ts'
import { undoBy, undoFrom } from '../../reverse/undo.ts'
import type { ColumnState } from '../known.ts'
import { hazard, lock } from '../draft.ts'
import type { Scope } from '../scope.ts'
import { isNew, oldId, partOf, relation } from '../scope.ts'
import type { Command, CommandDraft, CommandReaders } from './command.ts'
import { brief, nameOf } from './command.ts'

const recipes: Readonly<Record<string, string>> = {
  CONSTR_CHECK: 'Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.',
  CONSTR_FOREIGN: 'Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.',
  CONSTR_NOTNULL: 'Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.',
  CONSTR_UNIQUE: 'CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … UNIQUE USING INDEX.',
  CONSTR_PRIMARY:
    'CREATE UNIQUE INDEX CONCURRENTLY first, make its columns NOT NULL, then ADD CONSTRAINT … PRIMARY KEY USING INDEX.',
  CONSTR_EXCLUSION: 'There is no way to add it without this; copy the table into a new one that has it.',
}

function nullable(command: Command, column: string): boolean | undefined {
  const id = partOf(command.table, 'column', column)
  const state = command.scope.known.columns.get(id)
  if (state !== undefined) return !state.notNull
  const definition = command.scope.schema?.objects[id]?.definition
  return definition === undefined ? undefined : !columnParts(definition).notNull
}

/** Columns of a primary key, which it makes NOT NULL; dropping it does not make them nullable again. */
function keyColumns(body: Constraint, schema: Schema | undefined, space: string): readonly string[] {
  if (body.indexname === undefined) return strings(body.keys)
  const definition = schema?.objects[objectId('index', space, body.indexname)]?.definition
  const list = /USING \w+ \(([^)]*)\)/.exec(definition ?? '')?.[1]
  return (list ?? '')
    .split(', ')
    .filter((name) => name !== '')
    .map(unquote)
}

function undoAdd(command: Command, body: Constraint): Undo {
  const { table, scope, alter } = command
  const space = unquote(splitName(ownerName(table))[0] ?? '')
  const drop = (name: string): string => `${alter} DROP CONSTRAINT ${sqlName(objectId('', name))}`
  const primary = body.contype === 'CONSTR_PRIMARY'
  const known =
    primary &&
    body.indexname === undefined &&
    strings(body.keys).every((key) => scope.known.columns.has(partOf(table, 'column', key)))
  const name = body.conname ?? body.indexname
  if (name !== undefined && body.indexname === undefined && (!primary || known)) {
    const loosened = primary ? strings(body.keys).filter((key) => nullable(command, key) === true) : []
    return undoBy([
      drop(name),
      ...loosened.map((key) => `${alter} ALTER COLUMN ${sqlName(objectId('', key))} DROP NOT NULL`),
    ])
  }
  return undoFrom((before) => {
    const chosen = name ?? constraintName(body, table, before)
    const reason = `the name that PostgreSQL chooses for this constraint of ${sqlName(table)} cannot be told; name it in the statement`
    if (chosen === undefined) return { kind: 'impossible', reason }
    const loosened = primary
      ? keyColumns(body, before, space).filter((key) => {
          const definition = before.objects[partOf(table, 'column', key)]?.definition
          return definition !== undefined && !columnParts(definition).notNull
        })
      : []
    const index = body.indexname === undefined ? undefined : before.objects[objectId('index', space, body.indexname)]
    if (body.indexname !== undefined && index === undefined)
      return { kind: 'impossible', reason: `index ${body.indexname} is not in the schema before` }
    return {
      kind: 'statements',
      statements: [
        drop(chosen),
        ...loosened.map((key) => `${alter} ALTER COLUMN ${sqlName(objectId('', key))} DROP NOT NULL`),
        ...(index === undefined ? [] : [index.definition]),
      ],
      class: 'exact',
    }
  })
}

function addConstraint(command: Command): CommandDraft {
  const body = as(command.body.def, 'Constraint')
  if (body === undefined) return { undo: undoBy([]) }
  const { scope, table, fresh } = command
  const foreign = body.contype === 'CONSTR_FOREIGN'
  const usingIndex = body.indexname !== undefined
  const trusted = body.skip_validation === true || body.is_enforced === false
  const loose =
    usingIndex &&
    body.contype === 'CONSTR_PRIMARY' &&
    keyColumns(body, scope.schema, unquote(splitName(ownerName(table))[0] ?? '')).some(
      (key) => nullable(command, key) !== false,
    )
  const scans = usingIndex ? loose : !trusted
  const parent = foreign ? relation(scope, body.pktable, ['table']) : undefined
  const mode = foreign ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE'
  const what = body.conname === undefined ? 'This constraint' : `Constraint ${body.conname}`
  const builds =
    body.contype === 'CONSTR_UNIQUE' || body.contype === 'CONSTR_PRIMARY' || body.contype === 'CONSTR_EXCLUSION'
  const message =
    builds && !usingIndex
      ? `${what} builds an index over ${nameOf(command)} while nobody may use it. ${recipes[body.contype ?? '']}`
      : loose && usingIndex
        ? `${what} reads every row of ${nameOf(command)} under ${mode}, because a column of the index is not NOT NULL yet. Make it NOT NULL first.`
        : `${what} reads every row of ${nameOf(command)}${parent === undefined ? '' : ` against ${sqlName(parent)}`} under ${mode}, which blocks ${foreign ? 'writes' : 'everybody'}. ${recipes[body.contype ?? ''] ?? ''}`.trimEnd()
  const id = body.conname === undefined ? undefined : partOf(table, 'constraint', body.conname)
  return {
    objects: [
      ...(id === undefined ? [] : [{ id, effect: 'create' } as const]),
      { id: table, effect: 'alter' },
      ...(parent === undefined || parent === table ? [] : [{ id: parent, effect: 'read' } as const]),
      ...(usingIndex
        ? [
            {
              id: oldId(scope, ['index'], [unquote(splitName(ownerName(table))[0] ?? ''), body.indexname ?? '']),
              effect: 'drop',
            } as const,
          ]
        : []),
    ],
    locks: [lock(table, mode), ...(parent === undefined || isNew(scope, parent) ? [] : [lock(parent, mode)])],
    scan: scans,
    hazards: scans && !fresh ? [hazard('SW-PG-SCAN', 'inform', message, table)] : [],
    undo: undoAdd(command, body),
    columns: notNullAfter(command, body),
  }
}

function notNullAfter(command: Command, body: Constraint): ReadonlyMap<ObjectId, ColumnState> {
  const made = new Map<ObjectId, ColumnState>()
  if (body.contype !== 'CONSTR_PRIMARY' && body.contype !== 'CONSTR_NOTNULL') return made
  for (const key of strings(body.keys)) {
    const id = partOf(command.table, 'column', key)
    const state = command.scope.known.columns.get(id)
    if (state !== undefined) made.set(id, { ...state, notNull: true })
  }
  return made
}

/** The table that a foreign key points at, from its definition. */
export function referenced(scope: Scope, definition: string | undefined): ObjectId | undefined {
  const name = /^FOREIGN KEY .*? REFERENCES ((?:"(?:[^"]|"")+"|[^\s("]+)+)\s*\(/.exec(definition ?? '')?.[1]
  return name === undefined ? undefined : oldId(scope, ['table'], splitName(name).map(unquote))
}

function dropConstraint(command: Command): CommandDraft {
  const { scope } = command
  const id = partOf(command.table, 'constraint', command.body.name ?? '')
  const parent = referenced(scope, scope.schema?.objects[id]?.definition)
  const draft: CommandDraft = {
    objects: [
      { id, effect: 'drop' },
      { id: command.table, effect: 'alter' },
    ],
    locks: [
      lock(command.table, 'ACCESS EXCLUSIVE'),
      ...(parent === undefined ? [] : [lock(parent, 'ACCESS EXCLUSIVE')]),
    ],
    undo: undoFrom((before) => restore([id], before)),
  }
  return command.body.missing_ok === true ? guardDrop(scope, [id], { verb: 'alter table', ...draft }) : draft
}

function validateConstraint(command: Command): CommandDraft {
  const id = partOf(command.table, 'constraint', command.body.name ?? '')
  const parent = referenced(command.scope, command.scope.schema?.objects[id]?.definition)
  const name = lastName(id)
  return {
    objects: [
      { id, effect: 'alter' },
      { id: command.table, effect: 'read' },
    ],
    locks: [
      lock(command.table, 'SHARE UPDATE EXCLUSIVE'),
      ...(parent === undefined ? [] : [lock(parent, 'ROW SHARE')]),
    ],
    scan: true,
    undo: undoFrom((before) => {
      const definition = before.objects[id]?.definition
      if (definition === undefined)
        return { kind: 'impossible', reason: `constraint ${sqlName(id)} is not in the schema before` }
      if (!definition.endsWith(' NOT VALID')) return { kind: 'nothing' }
      const statements = [
        `${command.alter} DROP CONSTRAINT ${name}`,
        `${command.alter} ADD CONSTRAINT ${name} ${definition}`,
      ]
      return { kind: 'statements', statements, class: 'exact' }
    }),
  }
}

function alterConstraint(command: Command): CommandDraft {
  const body = as(command.body.def, 'ATAlterConstraint')
  const id = partOf(command.table, 'constraint', body?.conname ?? '')
  const undo = undoFrom((before) => {
    const definition = before.objects[id]?.definition
    if (definition === undefined)
      return { kind: 'impossible', reason: `constraint ${sqlName(id)} is not in the schema before` }
    const deferrable = / DEFERRABLE/.test(definition) ? 'DEFERRABLE' : 'NOT DEFERRABLE'
    const initially = / INITIALLY DEFERRED/.test(definition) ? ' INITIALLY DEFERRED' : ''
    const enforced =
      body?.alterEnforceability === true ? (/ NOT ENFORCED/.test(definition) ? ' NOT ENFORCED' : ' ENFORCED') : ''
    const clause = enforced === '' ? `${deferrable}${initially}` : enforced.trim()
    return {
      kind: 'statements',
      statements: [`${command.alter} ALTER CONSTRAINT ${lastName(id)} ${clause}`],
      class: 'exact',
    }
  })
  return brief(command, undo, { objects: [{ id, effect: 'alter' }] })
}

export const constraintCommands: CommandReaders = {
  AT_AddConstraint: addConstraint,
  AT_DropConstraint: dropConstraint,
  AT_ValidateConstraint: validateConstraint,
  AT_AlterConstraint: alterConstraint,
}
