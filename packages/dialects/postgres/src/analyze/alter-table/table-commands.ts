import type { Node } from 'libpg-query'
import type { ObjectId } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { sqlName } from '../../names/object-id.ts'
import { partsOf } from '../../names/schema-index.ts'
import type { TableParts } from '../../reverse/table-definition.ts'
import { optionMap, tableParts } from '../../reverse/table-definition.ts'
import type { Undo } from '../../reverse/undo.ts'
import { undoBy, undoFrom, undoImpossible } from '../../reverse/undo.ts'
import { hazard, lock } from '../draft.ts'
import { isNew, partOf, relation } from '../scope.ts'
import { defaultPartition } from '../statements/create-table.ts'
import type { Command, CommandDraft, CommandReader, CommandReaders } from './command.ts'
import { brief, nameOf, quiet, rewritten } from './command.ts'

function fromTable(command: Command, derive: (parts: TableParts) => readonly string[]): Undo {
  return undoFrom((before) => {
    const definition = before.objects[command.table]?.definition
    if (definition === undefined)
      return { kind: 'impossible', reason: `table ${nameOf(command)} is not in the schema before` }
    return undoBy(derive(tableParts(definition)))(before)
  })
}

const rewrites =
  (what: string, undo: (command: Command) => Undo): CommandReader =>
  (command) =>
    brief(
      command,
      undo(command),
      rewritten(
        command,
        `${what}: ${nameOf(command)} is written anew while nobody may use it. pg_repack does the like without blocking.`,
      ),
    )

function optionNames(node: Node | undefined): readonly string[] {
  return (as(node, 'List')?.items ?? []).flatMap((item) => {
    const option = as(item, 'DefElem')
    return option?.defname === undefined
      ? []
      : [option.defnamespace === undefined ? option.defname : `${option.defnamespace}.${option.defname}`]
  })
}

/** Gives the named storage parameters back what they had. */
function undoOptions(command: Command): Undo {
  return fromTable(command, ({ options }) => {
    const had = optionMap(options)
    const changed = optionNames(command.body.def)
    const set = changed.filter((name) => had.has(name)).map((name) => `${name}=${had.get(name)}`)
    const reset = changed.filter((name) => !had.has(name))
    return [
      ...(set.length === 0 ? [] : [`${command.alter} SET (${set.join(', ')})`]),
      ...(reset.length === 0 || command.body.subtype === 'AT_ResetRelOptions'
        ? []
        : [`${command.alter} RESET (${reset.join(', ')})`]),
    ]
  })
}

function attach(command: Command): CommandDraft {
  const part = as(command.body.def, 'PartitionCmd')
  const { scope, table } = command
  if (table.startsWith('index:')) {
    const child = relation(scope, part?.name, ['index'])
    const undo = undoImpossible(
      `index ${sqlName(child)} cannot be detached from ${sqlName(table)} without being dropped`,
    )
    return {
      objects: [
        { id: table, effect: 'alter' },
        { id: child, effect: 'alter' },
      ],
      locks: [lock(table, 'ACCESS EXCLUSIVE')],
      undo,
    }
  }
  const child = relation(scope, part?.name, ['table'])
  const sibling = defaultPartition(scope, table)
  const scans = !isNew(scope, child) || (sibling !== undefined && !isNew(scope, sibling))
  const also = sibling === undefined ? '' : ` and of its default partition ${sqlName(sibling)}`
  return {
    objects: [
      { id: child, effect: 'alter' },
      { id: table, effect: 'alter' },
    ],
    locks: [
      lock(table, 'SHARE UPDATE EXCLUSIVE'),
      lock(child, 'ACCESS EXCLUSIVE'),
      ...(sibling === undefined ? [] : [lock(sibling, 'ACCESS EXCLUSIVE')]),
    ],
    scan: scans,
    hazards:
      scans && !command.fresh
        ? [
            hazard(
              'SW-PG-SCAN',
              'inform',
              `Every row of ${sqlName(child)}${also} is read under ACCESS EXCLUSIVE. First give it a validated CHECK that matches the bound${sibling === undefined ? '' : ', and the default partition one that excludes it'}.`,
              child,
            ),
          ]
        : [],
    undo: undoBy([`${command.alter} DETACH PARTITION ${sqlName(child)}`]),
  }
}

function undoDetach(command: Command, child: ObjectId): Undo {
  return undoFrom((before) => {
    const definition = before.objects[child]?.definition
    const bound = definition === undefined ? undefined : tableParts(definition).bound
    if (bound === undefined)
      return { kind: 'impossible', reason: `${sqlName(child)} is not a partition in the schema before` }
    return {
      kind: 'statements',
      statements: [`${command.alter} ATTACH PARTITION ${sqlName(child)} ${bound}`],
      class: 'exact',
    }
  })
}

const detach =
  (finalize: boolean): CommandReader =>
  (command) => {
    const part = as(command.body.def, 'PartitionCmd')
    const { scope, table } = command
    const child = relation(scope, part?.name, ['table'])
    const concurrent = part?.concurrent === true
    const sibling = defaultPartition(scope, table)
    const mode = concurrent || finalize ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
    const childMode = mode === 'ACCESS EXCLUSIVE' && scope.version <= 13 ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
    return {
      objects: [
        { id: child, effect: 'alter' },
        { id: table, effect: 'alter' },
      ],
      locks: [
        lock(table, mode),
        lock(child, childMode),
        ...(sibling === undefined || mode !== 'ACCESS EXCLUSIVE' ? [] : [lock(sibling, mode)]),
      ],
      ...(concurrent ? { transaction: 'outside', outside: 'probed' } : {}),
      undo: undoDetach(command, child),
    }
  }

const triggerWords: Readonly<Record<string, string>> = {
  DISABLED: 'DISABLE',
  'ENABLE REPLICA': 'ENABLE REPLICA',
  'ENABLE ALWAYS': 'ENABLE ALWAYS',
}

const fires =
  (kind: 'trigger' | 'rule'): CommandReader =>
  (command) => {
    const id = partOf(command.table, kind, command.body.name ?? '')
    const undo = undoFrom((before) => {
      const definition = before.objects[id]?.definition
      if (definition === undefined)
        return { kind: 'impossible', reason: `${kind} ${sqlName(id)} is not in the schema before` }
      const word = triggerWords[/ (DISABLED|ENABLE REPLICA|ENABLE ALWAYS)$/.exec(definition)?.[1] ?? ''] ?? 'ENABLE'
      const name = sqlName(id).slice(nameOf(command).length + 1)
      return {
        kind: 'statements',
        statements: [`${command.alter} ${word} ${kind.toUpperCase()} ${name}`],
        class: 'exact',
      }
    })
    const mode = kind === 'trigger' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE'
    return { objects: [{ id, effect: 'alter' }], locks: [lock(command.table, mode)], undo }
  }

const allTriggers: CommandReader = (command) => {
  const undo = undoFrom((before) => {
    const prefix = `trigger:${nameOf(command)}.`
    const statements = partsOf(before, 'trigger', nameOf(command)).map((id) => {
      const { definition = '' } = before.objects[id] ?? {}
      const word = triggerWords[/ (DISABLED|ENABLE REPLICA|ENABLE ALWAYS)$/.exec(definition)?.[1] ?? ''] ?? 'ENABLE'
      return `${command.alter} ${word} TRIGGER ${id.slice(prefix.length)}`
    })
    return undoBy(statements)(before)
  })
  return { locks: [lock(command.table, 'SHARE ROW EXCLUSIVE')], undo }
}

const security = (command: Command): CommandDraft =>
  brief(
    command,
    fromTable(command, (parts) => {
      const forced = command.body.subtype?.includes('Force') === true
      if (forced) return [`${command.alter} ${parts.forceRowSecurity ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`]
      return [`${command.alter} ${parts.rowSecurity ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`]
    }),
  )

/** Columns that a child once inherited stay its own after NO INHERIT, so that way back is not exact. */
const inherit =
  (back: 'INHERIT' | 'NO INHERIT'): CommandReader =>
  (command) => {
    const parent = relation(command.scope, as(command.body.def, 'RangeVar'), ['table'])
    return brief(
      command,
      undoBy([`${command.alter} ${back} ${sqlName(parent)}`], back === 'INHERIT' ? 'none' : 'exact'),
      {
        objects: [{ id: parent, effect: 'read' }],
      },
    )
  }

const owner: CommandReader = (command) => {
  const undo = undoFrom((before) => {
    const definition = before.objects[`owner:${command.table}`]?.definition
    if (definition === undefined)
      return { kind: 'impossible', reason: `the owner of ${nameOf(command)} is not in the schema before` }
    return { kind: 'statements', statements: [`${command.alter} OWNER TO ${definition}`], class: 'exact' }
  })
  return brief(command, undo, { objects: [{ id: `owner:${command.table}`, effect: 'alter' }] })
}

const unkept =
  (what: string): CommandReader =>
  (command) =>
    brief(command, undoImpossible(`the ${what} that ${nameOf(command)} had is not kept`))

const unkeptPlace = rewrites('Moving it', (command) =>
  undoImpossible(`where ${nameOf(command)} was stored is not kept`),
)

export const tableCommands: CommandReaders = {
  AT_SetRelOptions: (command) => quiet(command, undoOptions(command)),
  AT_ResetRelOptions: (command) => quiet(command, undoOptions(command)),
  AT_SetLogged: rewrites('SET LOGGED', (command) =>
    fromTable(command, ({ unlogged }) => (unlogged ? [`${command.alter} SET UNLOGGED`] : [])),
  ),
  AT_SetUnLogged: rewrites('SET UNLOGGED', (command) =>
    fromTable(command, ({ unlogged }) => (unlogged ? [] : [`${command.alter} SET LOGGED`])),
  ),
  AT_SetAccessMethod: rewrites('SET ACCESS METHOD', (command) =>
    fromTable(command, ({ using }) => [`${command.alter} SET ACCESS METHOD ${using ?? 'heap'}`]),
  ),
  AT_SetTableSpace: unkeptPlace,
  AT_AttachPartition: attach,
  AT_DetachPartition: detach(false),
  AT_DetachPartitionFinalize: detach(true),
  AT_EnableTrig: fires('trigger'),
  AT_EnableAlwaysTrig: fires('trigger'),
  AT_EnableReplicaTrig: fires('trigger'),
  AT_DisableTrig: fires('trigger'),
  AT_EnableTrigAll: allTriggers,
  AT_DisableTrigAll: allTriggers,
  AT_EnableTrigUser: allTriggers,
  AT_DisableTrigUser: allTriggers,
  AT_EnableRule: fires('rule'),
  AT_EnableAlwaysRule: fires('rule'),
  AT_EnableReplicaRule: fires('rule'),
  AT_DisableRule: fires('rule'),
  AT_EnableRowSecurity: security,
  AT_DisableRowSecurity: security,
  AT_ForceRowSecurity: security,
  AT_NoForceRowSecurity: security,
  AT_AddInherit: inherit('NO INHERIT'),
  AT_DropInherit: inherit('INHERIT'),
  AT_ReplicaIdentity: (command) =>
    brief(
      command,
      fromTable(command, ({ replicaIdentity }) => [`${command.alter} REPLICA IDENTITY ${replicaIdentity}`]),
    ),
  AT_ChangeOwner: owner,
  AT_ClusterOn: unkept('clustering index'),
  AT_DropCluster: unkept('clustering index'),
}
