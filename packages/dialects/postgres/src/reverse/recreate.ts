import type { ObjectId, Schema, SchemaObject } from '@slipway/core/plugin'
import { kindOf, lastName, ownerName, sqlName } from '../names/object-id.ts'
import { partsOf } from '../names/schema-index.ts'
import { setComment, setGrants, setOwner } from './access.ts'
import { columnClause, columnParts, columnSettings } from './column-definition.ts'
import { tableParts } from './table-definition.ts'

interface Recreation {
  readonly id: ObjectId
  readonly definition: string
  /** All that is made again together with it. */
  readonly together: ReadonlySet<ObjectId>
  readonly before: Schema
}

type Recreate = (object: Recreation) => readonly string[] | undefined

const suffixes = / (?:CLUSTER|INVALID|DISABLED|ENABLE REPLICA|ENABLE ALWAYS)$/

/** Statement texts that come whole from the server, without what the inspector adds behind. */
function whole(definition: string): string {
  return definition.replace(suffixes, '').replace(/;\s*$/, '')
}

const firing: Readonly<Record<string, string>> = {
  DISABLED: 'DISABLE',
  'ENABLE REPLICA': 'ENABLE REPLICA',
  'ENABLE ALWAYS': 'ENABLE ALWAYS',
}

function fires(kind: 'TRIGGER' | 'RULE'): Recreate {
  return ({ id, definition }) => {
    const state = firing[/ (DISABLED|ENABLE REPLICA|ENABLE ALWAYS)$/.exec(definition)?.[1] ?? '']
    const made = whole(definition)
    return state === undefined ? [made] : [made, `ALTER TABLE ${ownerName(id)} ${state} ${kind} ${lastName(id)}`]
  }
}

const creates: Recreate = ({ definition }) => [whole(definition)]

/** Columns by position, for a table that is made again with them. */
function columnsOf(table: ObjectId, before: Schema): readonly (readonly [ObjectId, SchemaObject])[] {
  const place = (object: SchemaObject): number => Number(/(\d+)/.exec(object.cosmetic ?? '')?.[1] ?? 0)
  return partsOf(before, 'column', sqlName(table))
    .flatMap((id): (readonly [ObjectId, SchemaObject])[] => {
      const object = before.objects[id]
      return object === undefined ? [] : [[id, object]]
    })
    .sort(([, a], [, b]) => place(a) - place(b))
}

const recreateTable: Recreate = ({ id, definition, before }) => {
  const parts = tableParts(definition)
  if (parts.rest !== '' || parts.foreign) return undefined
  const name = sqlName(id)
  const columns = columnsOf(id, before).map(([column, object]) => ({
    name: lastName(column),
    parts: columnParts(object.definition),
  }))
  const own = columns.filter(({ parts: column }) => !column.inherited)
  const body = own.map((column) => `\n  ${column.name} ${columnClause(column.parts)}`).join(',')
  const tail = [
    parts.inherits === undefined ? '' : ` INHERITS (${parts.inherits})`,
    parts.partitionBy === undefined ? '' : ` PARTITION BY ${parts.partitionBy}`,
    parts.using === undefined ? '' : ` USING ${parts.using}`,
    parts.options === undefined ? '' : ` WITH ${parts.options}`,
  ].join('')
  return [
    `CREATE ${parts.unlogged ? 'UNLOGGED ' : ''}TABLE ${name} (${body}${body === '' ? '' : '\n'})${tail}`,
    ...columns.flatMap((column) => columnSettings(name, column.name, column.parts)),
    ...(parts.partitionOf === undefined
      ? []
      : [`ALTER TABLE ${parts.partitionOf} ATTACH PARTITION ${name} ${parts.bound ?? 'DEFAULT'}`]),
    ...(parts.rowSecurity ? [`ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`] : []),
    ...(parts.forceRowSecurity ? [`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`] : []),
    ...(/^(FULL|NOTHING)$/.test(parts.replicaIdentity)
      ? [`ALTER TABLE ${name} REPLICA IDENTITY ${parts.replicaIdentity}`]
      : []),
  ]
}

const recreateColumn: Recreate = ({ id, definition, together }) => {
  const table = ownerName(id)
  if (together.has(`table:${table}`)) return []
  const parts = columnParts(definition)
  return [
    `ALTER TABLE ${table} ADD COLUMN ${lastName(id)} ${columnClause(parts)}`,
    ...columnSettings(table, lastName(id), parts),
  ]
}

const recreateConstraint: Recreate = ({ id, definition, before }) => {
  const owner = ownerName(id)
  const kind = before.objects[`domain:${owner}`] === undefined ? 'TABLE' : 'DOMAIN'
  const clause = definition.replace(/ (?:CLUSTER|INVALID|PARTITION OF .*)$/, '')
  return [`ALTER ${kind} ${owner} ADD CONSTRAINT ${lastName(id)} ${clause}`]
}

const recreateSequence: Recreate = ({ id, definition, together }) => {
  const [, unlogged, settings, owner] = /^SEQUENCE( UNLOGGED)? (.*?)(?: OWNED BY (.+))?$/.exec(definition) ?? []
  if (settings === undefined) return undefined
  const made = `CREATE${unlogged ?? ''} SEQUENCE ${sqlName(id)} ${settings}`
  const ownedLater = owner !== undefined && together.has(`column:${owner}`)
  return owner === undefined || ownedLater ? [made] : [made, `ALTER SEQUENCE ${sqlName(id)} OWNED BY ${owner}`]
}

const recreateType: Recreate = ({ id, definition }) => {
  if (/^(ENUM|RANGE|AS) \(/.test(definition)) {
    return [`CREATE TYPE ${sqlName(id)} ${definition.startsWith('AS') ? '' : 'AS '}${definition}`]
  }
  return undefined
}

const view =
  (word: string): Recreate =>
  ({ id, definition }) => {
    const [, options, query] = new RegExp(`^${word}( .*?)? AS ([^]*?);?$`).exec(definition) ?? []
    return query === undefined ? undefined : [`CREATE ${word} ${sqlName(id)}${options ?? ''} AS ${query}`]
  }

const recreations: Readonly<Record<string, Recreate>> = {
  table: recreateTable,
  column: recreateColumn,
  constraint: recreateConstraint,
  sequence: recreateSequence,
  type: recreateType,
  domain: ({ id, definition }) => [`CREATE DOMAIN ${sqlName(id)} AS ${definition}`],
  view: view('VIEW'),
  'materialized-view': view('MATERIALIZED VIEW'),
  index: creates,
  function: creates,
  procedure: creates,
  statistics: creates,
  trigger: fires('TRIGGER'),
  rule: fires('RULE'),
  policy: ({ id, definition }) => {
    const [, permissive, rest] = /^(PERMISSIVE|RESTRICTIVE) ([^]*)$/.exec(definition) ?? []
    return rest === undefined
      ? undefined
      : [`CREATE POLICY ${lastName(id)} ON ${ownerName(id)} AS ${permissive} ${rest}`]
  },
  comment: ({ id, definition }) => setComment(id, definition),
  owner: ({ id, definition }) => setOwner(id, definition),
  grant: ({ id, definition }) => setGrants(id, definition),
  schema: ({ id }) => [`CREATE SCHEMA ${sqlName(id)}`],
  extension: ({ id, definition }) => {
    const schema = /SCHEMA (\S+)/.exec(definition)?.[1]
    return [`CREATE EXTENSION ${sqlName(id)}${schema === undefined ? '' : ` WITH SCHEMA ${schema}`}`]
  },
}

/** Statements that make one object again; `undefined` where its definition does not say enough. */
export function recreate(
  id: ObjectId,
  object: SchemaObject,
  together: ReadonlySet<ObjectId>,
  before: Schema,
): readonly string[] | undefined {
  return recreations[kindOf(id)]?.({ id, definition: object.definition, together, before })
}
