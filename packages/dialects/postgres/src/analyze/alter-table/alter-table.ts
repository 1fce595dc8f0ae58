import type { AlterTableCmd, AlterTableStmt } from 'libpg-query'
import type { ObjectEffect, ObjectId } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { guardDrop } from '../../guard/guard-create.ts'
import { sqlName } from '../../names/object-id.ts'
import { quoteIdentifier } from '../../names/quote-identifier.ts'
import type { Undo } from '../../reverse/undo.ts'
import { undoAll, undoBy, undoImpossible } from '../../reverse/undo.ts'
import type { Draft } from '../draft.ts'
import { lock, strongest } from '../draft.ts'
import type { ColumnState } from '../known.ts'
import type { Scope } from '../scope.ts'
import { isNew, relation } from '../scope.ts'
import { addColumn } from './add-column.ts'
import { columnCommands } from './column-commands.ts'
import type { CommandDraft, CommandReaders } from './command.ts'
import { constraintCommands } from './constraint-commands.ts'
import { tableCommands } from './table-commands.ts'

const readers: CommandReaders = { AT_AddColumn: addColumn, ...columnCommands, ...constraintCommands, ...tableCommands }

const words: Readonly<Record<string, readonly [word: string, kinds: readonly string[]]>> = {
  OBJECT_TABLE: ['TABLE', ['table', 'view', 'materialized-view', 'sequence', 'index']],
  OBJECT_INDEX: ['INDEX', ['index']],
  OBJECT_VIEW: ['VIEW', ['view']],
  OBJECT_MATVIEW: ['MATERIALIZED VIEW', ['materialized-view']],
  OBJECT_SEQUENCE: ['SEQUENCE', ['sequence']],
  OBJECT_FOREIGN_TABLE: ['FOREIGN TABLE', ['table']],
  OBJECT_TYPE: ['TYPE', ['type']],
}

const data = ['none', 'reads', 'adds', 'changes', 'destroys'] as const

/** Keeps one effect of each object: the one that says most. */
function together(effects: readonly ObjectEffect[]): readonly ObjectEffect[] {
  const rank = ['read', 'alter', 'write', 'rename', 'create', 'drop']
  const kept = new Map<ObjectId, ObjectEffect>()
  for (const effect of effects) {
    const held = kept.get(effect.id)
    if (held === undefined || rank.indexOf(effect.effect) > rank.indexOf(held.effect)) kept.set(effect.id, effect)
  }
  return [...kept.values()]
}

/** Attributes of a composite type; what one was before is not kept apart. */
function undoAttribute(command: AlterTableCmd, type: ObjectId): Undo {
  const added = command.subtype === 'AT_AddColumn' ? as(command.def, 'ColumnDef')?.colname : undefined
  if (added === undefined)
    return undoImpossible(`how ${sqlName(type)} was before this change is not kept; write a down`)
  return undoBy([`ALTER TYPE ${sqlName(type)} DROP ATTRIBUTE ${quoteIdentifier(added)}`])
}

export function alterTable(body: AlterTableStmt, scope: Scope): Draft {
  const [word, kinds] = words[body.objtype ?? ''] ?? ['TABLE', ['table']]
  const verb = `alter ${word.toLowerCase()}`
  const table = relation(scope, body.relation, kinds)
  const fresh = isNew(scope, table)
  const drafts = (body.cmds ?? []).flatMap((node): readonly CommandDraft[] => {
    const command = as(node, 'AlterTableCmd')
    const subtype = command?.subtype
    if (command === undefined || subtype === undefined) return []
    if (word === 'TYPE') return [{ undo: undoAttribute(command, table) }]
    const read = readers[subtype]
    if (read !== undefined)
      return [read({ body: command, scope, table, fresh, alter: `ALTER ${word} ${sqlName(table)}` })]
    const reason = `how ${sqlName(table)} was before this change is not kept`
    return [{ locks: [lock(table, 'ACCESS EXCLUSIVE')], undo: undoImpossible(reason) }]
  })
  const columns = new Map<ObjectId, ColumnState | null>(drafts.flatMap((draft) => [...(draft.columns ?? [])]))
  const outside = drafts.find((draft) => draft.transaction === 'outside')
  const guard = drafts.map((draft) => draft.guard).find((one) => one !== undefined)
  const draft: Draft = {
    verb,
    objects: together([{ id: table, effect: 'alter' }, ...drafts.flatMap((one) => one.objects ?? [])]),
    locks: strongest(drafts.flatMap((one) => one.locks ?? [])),
    rewrite: drafts.some((one) => one.rewrite === true),
    scan: drafts.some((one) => one.scan === true),
    data: data[Math.max(0, ...drafts.map((one) => data.indexOf(one.data ?? 'none')))] ?? 'none',
    hazards: drafts.flatMap((one) => one.hazards ?? []),
    undo: undoAll(drafts.map((one) => one.undo)),
    columns,
    ...(outside?.transaction === undefined ? {} : { transaction: outside.transaction, outside: 'probed' }),
    ...(guard === undefined ? {} : { guard }),
  }
  return body.missing_ok === true ? guardDrop(scope, [table], draft) : draft
}
