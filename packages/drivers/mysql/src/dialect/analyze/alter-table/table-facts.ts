import type { ObjectId } from '@slipway/core/plugin'
import { tableOf } from '../../names/object-id.ts'
import { engineOf, isTransactional } from '../engines.ts'
import type { Scope } from '../scope.ts'
import { found, isNew, partOf, setting } from '../scope.ts'
import { columnBefore } from './columns.ts'

/** What of a table decides how it can be altered. */
export interface TableFacts {
  readonly scope: Scope
  readonly table: ObjectId
  /** False where the table is not in the schema: it is then taken for a plain one in InnoDB. */
  readonly known: boolean
  readonly innodb: boolean
  readonly compressed: boolean
  readonly fulltext: boolean
  readonly spatial: boolean
  readonly virtual: boolean
  readonly primary: boolean
  /** Instant changes since the table was last written anew; few are not counted. */
  readonly rowVersions: number
  readonly foreignKeyChecks: boolean
}

const factsKept = new WeakMap<object, Map<ObjectId, readonly (readonly [ObjectId, string])[]>>()

/** Parts of each table of a schema, found once. */
function partsOf(scope: Scope, table: ObjectId): readonly (readonly [ObjectId, string])[] {
  const { schema } = scope
  if (schema === undefined) return []
  let byTable = factsKept.get(schema)
  if (byTable === undefined) {
    const grouped = new Map<ObjectId, (readonly [ObjectId, string])[]>()
    for (const [id, { definition }] of Object.entries(schema.objects)) {
      const owner = tableOf(id)
      if (owner === id) continue
      const parts = grouped.get(owner) ?? []
      parts.push([id, definition])
      grouped.set(owner, parts)
    }
    byTable = grouped
    factsKept.set(schema, byTable)
  }
  return byTable.get(scope.known.renamed.get(table) ?? table) ?? []
}

export function factsOf(scope: Scope, table: ObjectId): TableFacts {
  const object = found(scope, table)
  const parts = partsOf(scope, table)
  const has = (kind: string, pattern: RegExp): boolean =>
    parts.some(([id, definition]) => id.startsWith(`${kind}:`) && pattern.test(definition))
  const engine = engineOf(scope, table)
  const counted = /\binstant changes: (\d+)/.exec(object?.cosmetic ?? '')?.[1]
  return {
    scope,
    table,
    known: object !== undefined,
    innodb: engine === undefined || isTransactional(engine),
    compressed: /\bROW_FORMAT=COMPRESSED\b|\bKEY_BLOCK_SIZE=[1-9]/i.test(object?.definition ?? ''),
    fulltext: has('index', /^FULLTEXT\b/i),
    spatial: has('index', /^SPATIAL\b/i),
    virtual: parts.some(
      ([id, definition]) =>
        id.startsWith('column:') && /\bAS \(/i.test(definition) && !/\b(STORED|PERSISTENT)\b/i.test(definition),
    ),
    primary: has('constraint', /^PRIMARY KEY\b/i),
    rowVersions: scope.known.rowVersions.get(table) ?? Number(counted ?? 0),
    foreignKeyChecks: !/^(0|off|false)$/i.test(setting(scope, 'foreign_key_checks') ?? '1'),
  }
}

/** True where a key of the table, a foreign key included, stands on the column. */
export function isIndexed({ scope, table }: TableFacts, column: string): boolean {
  const id = partOf(scope, 'column', scope.known.renamed.get(table) ?? table, column)
  return partsOf(scope, table).some(
    ([part, definition]) =>
      /^(index|constraint):/.test(part) &&
      !/^CHECK\b/i.test(definition) &&
      (scope.schema?.objects[part]?.dependsOn.includes(id) ?? false),
  )
}

/** True where a foreign key of any table points at the column. */
export function isReferenced({ scope, table }: TableFacts, column: string): boolean {
  const id = partOf(scope, 'column', table, column)
  return Object.entries(scope.schema?.objects ?? {}).some(
    ([constraint, { definition, dependsOn }]) =>
      /^FOREIGN KEY\b/i.test(definition) && tableOf(constraint) !== table && dependsOn.includes(id),
  )
}

/** True where a unique key over the columns becomes what the table is ordered by: it has no primary key, and none can be NULL. */
export function becomesPrimary(facts: TableFacts, columns: readonly string[]): boolean {
  if (facts.primary || !facts.known || isNew(facts.scope, facts.table)) return false
  return columns.every((name) => {
    const column = columnBefore(facts.scope, partOf(facts.scope, 'column', facts.table, name))
    return column?.nullable === false
  })
}

/** What kind of constraint DROP CONSTRAINT is about; `undefined` where it is not in the schema. */
export function constraintKind({ scope, table }: TableFacts, name: string): 'check' | 'foreign' | 'index' | undefined {
  const of = scope.known.renamed.get(table) ?? table
  if (found(scope, partOf(scope, 'index', of, name)) !== undefined) return 'index'
  const definition = found(scope, partOf(scope, 'constraint', of, name))?.definition
  if (definition === undefined) return undefined
  if (/^FOREIGN KEY\b/i.test(definition)) return 'foreign'
  return /^PRIMARY KEY\b/i.test(definition) ? 'index' : 'check'
}

/** True for a CHECK that is in force already. */
export function isEnforced({ scope, table }: TableFacts, name: string): boolean {
  const definition = found(scope, partOf(scope, 'constraint', table, name))?.definition
  return definition !== undefined && !/\bNOT ENFORCED\b/i.test(definition)
}
