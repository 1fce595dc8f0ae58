import type { ObjectId } from '@slipway/core/plugin'
import { as } from '../../grammar/ast.ts'
import { guardDrop } from '../../guard/guard-create.ts'
import { lastName, sqlName } from '../../names/object-id.ts'
import { partsOf } from '../../names/schema-index.ts'
import { typeText } from '../../names/type-name.ts'
import type { ColumnParts } from '../../reverse/column-definition.ts'
import { columnParts } from '../../reverse/column-definition.ts'
import { restore } from '../../reverse/restore.ts'
import type { Undo } from '../../reverse/undo.ts'
import { undoBy, undoFrom, undoImpossible, undoNothing } from '../../reverse/undo.ts'
import { isLossless, typeChange } from '../column-type.ts'
import { hazard } from '../draft.ts'
import { isNew, madeHere, partOf } from '../scope.ts'
import type { Command, CommandDraft, CommandReaders } from './command.ts'
import { brief, nameOf, quiet, rewritten } from './command.ts'

function columnId(command: Command): ObjectId {
  return partOf(command.table, 'column', command.body.name ?? '')
}

function alterColumn(command: Command): string {
  return `${command.alter} ALTER COLUMN ${lastName(columnId(command))}`
}

/** Derives from the column's definition just before. */
function fromColumn(command: Command, derive: (parts: ColumnParts) => readonly string[]): Undo {
  return undoFrom((before) => {
    const definition = before.objects[columnId(command)]?.definition
    if (definition === undefined)
      return { kind: 'impossible', reason: `column ${sqlName(columnId(command))} is not in the schema before` }
    return undoBy(derive(columnParts(definition)))(before)
  })
}

function setNotNull(command: Command): CommandDraft {
  const { scope, table } = command
  const id = columnId(command)
  const state = scope.known.columns.get(id)
  const known = state ?? knownColumn(command)
  const there = known?.notNull === true
  const name = sqlName(id)
  const column = command.body.name ?? ''
  const proved = partsOf(scope.schema, 'constraint', nameOf(command)).some(
    (key) => scope.schema?.objects[key]?.definition === `CHECK ((${lastName(id)} IS NOT NULL))`,
  )
  const recipe =
    scope.version >= 18
      ? `ADD CONSTRAINT ${column}_not_null NOT NULL ${lastName(id)} NOT VALID, then VALIDATE CONSTRAINT, in transactions of their own`
      : `ADD CHECK (${lastName(id)} IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in a transaction of its own, SET NOT NULL, then drop the CHECK`
  const scans = !there && !proved
  return brief(
    command,
    there
      ? undoNothing
      : state === undefined
        ? undoNotNull(command)
        : undoBy([`${alterColumn(command)} DROP NOT NULL`]),
    {
      objects: [
        { id, effect: 'alter' },
        { id: table, effect: 'alter' },
      ],
      scan: scans,
      hazards:
        !scans || command.fresh
          ? []
          : [
              hazard(
                'SW-PG-SCAN',
                'inform',
                `${name}: every row of ${nameOf(command)} is read under ACCESS EXCLUSIVE to prove that there is no NULL. Use ${recipe}.`,
                table,
              ),
            ],
      ...(state === undefined ? {} : { columns: new Map([[id, { ...state, notNull: true }]]) }),
    },
  )
}

function undoNotNull(command: Command): Undo {
  return fromColumn(command, ({ notNull }) => (notNull ? [] : [`${alterColumn(command)} DROP NOT NULL`]))
}

function knownColumn(command: Command): ColumnParts | undefined {
  const definition = command.scope.schema?.objects[columnId(command)]?.definition
  return definition === undefined ? undefined : columnParts(definition)
}

function dropNotNull(command: Command): CommandDraft {
  const id = columnId(command)
  const state = command.scope.known.columns.get(id)
  const set = `${alterColumn(command)} SET NOT NULL`
  const undo =
    state === undefined
      ? fromColumn(command, ({ notNull }) => (notNull ? [set] : []))
      : undoBy(state.notNull ? [set] : [])
  return brief(command, undo, {
    objects: [{ id, effect: 'alter' }],
    ...(state === undefined ? {} : { columns: new Map([[id, { ...state, notNull: false }]]) }),
  })
}

function columnDefault(command: Command): CommandDraft {
  const id = columnId(command)
  const state = command.scope.known.columns.get(id)
  const set = command.body.def !== undefined
  const drop = `${alterColumn(command)} DROP DEFAULT`
  const back = fromColumn(command, (parts) => {
    if (parts.default !== undefined) return [`${alterColumn(command)} SET DEFAULT ${parts.default}`]
    return set ? [drop] : []
  })
  const undo = state !== undefined && !state.filled ? undoBy(set ? [drop] : []) : back
  return brief(command, undo, {
    objects: [{ id, effect: 'alter' }],
    ...(state === undefined ? {} : { columns: new Map([[id, { ...state, filled: set }]]) }),
  })
}

function dropColumn(command: Command): CommandDraft {
  const { scope } = command
  const id = columnId(command)
  const name = sqlName(id)
  const draft = brief(
    command,
    undoFrom((before) => restore([id], before)),
    {
      objects: [
        { id, effect: 'drop' },
        { id: command.table, effect: 'alter' },
      ],
      data: madeHere(scope, id) ? 'none' : 'destroys',
      hazards: isNew(scope, id)
        ? []
        : [
            hazard(
              'SW-DATA-LOSS',
              'stop',
              `The values of ${name} are gone for good: a rollback brings the column back empty. First deploy code that no longer uses it.`,
              id,
            ),
          ],
      columns: new Map([[id, null]]),
    },
  )
  return command.body.missing_ok === true ? guardDrop(scope, [id], { verb: 'alter table', ...draft }) : draft
}

function columnType(command: Command): CommandDraft {
  const { scope, table } = command
  const id = columnId(command)
  const definition = as(command.body.def, 'ColumnDef')
  const to = typeText(definition?.typeName, scope.searchPath[0] ?? 'public')
  const state = scope.known.columns.get(id)
  const from = state?.type ?? knownColumn(command)?.type
  const using = definition?.raw_default !== undefined
  const change = from === undefined ? 'unknown' : typeChange(from, to, scope.timeZone)
  const rewrite = using || change !== 'instant'
  const recipe = `Add a column of type ${to}, keep both equal with a trigger, fill it in batches, then swap the names.`
  const doubt = change === 'rewrite' ? 'is written anew with its indexes' : 'may be written anew with its indexes'
  const keeps = !using && from !== undefined && isLossless(from, to)
  return brief(command, undoType(command, using, to), {
    objects: [
      { id, effect: 'alter' },
      { id: table, effect: 'alter' },
    ],
    rewrite,
    scan: rewrite,
    data: keeps || command.fresh ? 'none' : 'changes',
    hazards: [
      ...(rewrite && !command.fresh
        ? [
            hazard(
              'SW-PG-REWRITE',
              'inform',
              `${sqlName(id)} becomes ${to}: ${nameOf(command)} ${doubt} while nobody may use it. ${recipe}`,
              table,
            ),
          ]
        : []),
      ...(keeps || isNew(scope, id)
        ? []
        : [
            hazard(
              'SW-DATA-CHANGE',
              'inform',
              `The values of ${sqlName(id)} are converted to ${to}, and converting back need not give the same values.`,
              id,
            ),
          ]),
    ],
    ...(state === undefined ? {} : { columns: new Map([[id, { ...state, type: to }]]) }),
  })
}

/** A default is taken off first: it need not be castable on the way back. */
function undoType(command: Command, using: boolean, to: string): Undo {
  const id = columnId(command)
  const alter = alterColumn(command)
  return undoFrom((before) => {
    const definition = before.objects[id]?.definition
    if (definition === undefined)
      return { kind: 'impossible', reason: `column ${sqlName(id)} is not in the schema before` }
    const parts = columnParts(definition)
    const collate = parts.collation === undefined ? '' : ` COLLATE ${parts.collation}`
    const [, element = '', array = ''] = /^(.*?)((?:\[\])*)$/.exec(parts.type) ?? []
    // An enum is cast from text only.
    const isEnum = before.objects[`type:${element}`]?.definition.startsWith('ENUM') === true
    const through = isEnum ? `text${array}::` : ''
    const statements = [
      ...(parts.default === undefined ? [] : [`${alter} DROP DEFAULT`]),
      `${alter} TYPE ${parts.type}${collate} USING ${lastName(id)}::${through}${parts.type}`,
      ...(parts.default === undefined ? [] : [`${alter} SET DEFAULT ${parts.default}`]),
    ]
    return { kind: 'statements', statements, class: !using && isLossless(parts.type, to) ? 'exact' : 'schema-only' }
  })
}

type Settable = 'statistics' | 'storage' | 'compression'

/** What a column has when nobody set it; SET STORAGE DEFAULT is not known before PostgreSQL 16. */
const otherwise: Readonly<Record<Settable, (type: string) => string>> = {
  statistics: () => '-1',
  storage: (type) => (/^(numeric|inet|cidr)/.test(type) ? 'MAIN' : fixed.test(type) ? 'PLAIN' : 'EXTENDED'),
  compression: () => 'default',
}

const fixed =
  /^(smallint|integer|bigint|real|double|boolean|date|time|timestamp|interval|uuid|money|oid|"char"|name|point|macaddr)(?!.*\[\])/

const setting =
  (key: Settable) =>
  (command: Command): CommandDraft => {
    const undo = fromColumn(command, (parts) => {
      const value = parts[key] ?? otherwise[key](parts.type)
      return [`${alterColumn(command)} SET ${key.toUpperCase()} ${value}`]
    })
    const rest = { objects: [{ id: columnId(command), effect: 'alter' }] } as const
    return key === 'statistics' ? quiet(command, undo, rest) : brief(command, undo, rest)
  }

function undoGenerated(command: Command): Undo {
  return fromColumn(command, ({ generated }) =>
    generated === undefined ? [] : [`${alterColumn(command)} ADD ${generated}`],
  )
}

const altered = (command: Command): Pick<CommandDraft, 'objects'> => ({
  objects: [{ id: columnId(command), effect: 'alter' }],
})

export const columnCommands: CommandReaders = {
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: dropNotNull,
  AT_ColumnDefault: columnDefault,
  AT_DropColumn: dropColumn,
  AT_AlterColumnType: columnType,
  AT_SetStatistics: setting('statistics'),
  AT_SetStorage: setting('storage'),
  AT_SetCompression: setting('compression'),
  AT_AddIdentity: (command) => brief(command, undoBy([`${alterColumn(command)} DROP IDENTITY`]), altered(command)),
  AT_DropIdentity: (command) => brief(command, undoGenerated(command), altered(command)),
  AT_SetIdentity: (command) =>
    brief(
      command,
      fromColumn(command, ({ generated }) => {
        const kind = /^GENERATED (ALWAYS|BY DEFAULT) AS IDENTITY/.exec(generated ?? '')?.[1]
        return kind === undefined ? [] : [`${alterColumn(command)} SET GENERATED ${kind}`]
      }),
      altered(command),
    ),
  AT_SetExpression: (command) =>
    brief(
      command,
      fromColumn(command, ({ generated }) => {
        const expression = /AS (\([^]*\))/.exec(generated ?? '')?.[1]
        return expression === undefined ? [] : [`${alterColumn(command)} SET EXPRESSION AS ${expression}`]
      }),
      {
        ...altered(command),
        ...rewritten(
          command,
          `${sqlName(columnId(command))} is computed anew: ${nameOf(command)} is written anew while nobody may use it.`,
        ),
      },
    ),
  AT_DropExpression: (command) =>
    brief(
      command,
      undoImpossible(
        `column ${sqlName(columnId(command))} cannot become a generated column again without being dropped`,
      ),
      altered(command),
    ),
}
