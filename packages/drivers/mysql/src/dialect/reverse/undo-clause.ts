import type { AlterClause } from '../read/alter-clause.ts'
import type { CheckDefinition, ColumnDefinition, ForeignKeyDefinition, Position } from '../read/definitions.ts'
import type { Flavor } from '../syntax.ts'
import { inBackticks } from '../names/quote-identifier.ts'
import { changeBack, type AlterReversal } from './alter-reversal.ts'
import { foreignKeys, hasColumn, named, primaryKey, type BeforeTable, type Part } from './before-table.ts'
import type { ChosenNames } from './chosen-names.ts'
import { undoAddedIndex } from './undo-added-index.ts'
import { beginsWith, couldBeMadeFor, keyColumns } from './key-columns.ts'
import { isLossless } from './lossless.ts'
import { optionClause } from './option-clause.ts'
import { undoPartition, undoVersioning } from './undo-partition.ts'

/** What a clause is undone within. */
export interface Undoing {
  readonly table: BeforeTable
  readonly flavor: Flavor
  readonly clauses: readonly AlterClause[]
  readonly names: ChosenNames
  readonly reversal: AlterReversal
}

/** Notes how one clause is undone; a reason where it cannot be. */
export function undoClause(undoing: Undoing, clause: AlterClause): string | undefined {
  const { table, reversal } = undoing
  const column = (name: string): Part | undefined => named(table.columns, name)
  switch (clause.kind) {
    case 'add column':
      return clause.ifNotExists && column(clause.column.name) ? undefined : addColumn(undoing, clause.column)
    case 'drop column':
      return dropColumn(undoing, column(clause.name))
    case 'modify column':
      return redefine(undoing, column(clause.column.name), clause.column, clause.position)
    case 'change column':
      return redefine(undoing, column(clause.name), clause.column, clause.position)
    case 'rename column':
      return withPart(column(clause.name), (one) => changeBack(reversal, one, { current: clause.to }))
    case 'set default':
    case 'drop default':
    case 'column visibility':
      return withPart(column(clause.name), (one) => changeBack(reversal, one, { redefine: true }))
    case 'add index':
      return undoAddedIndex(undoing, clause.index)
    case 'drop index':
      return dropIndex(undoing, clause.name)
    case 'rename index':
      return withPart(named(table.indexes, clause.name), ({ name }) =>
        reversal.others.push(`RENAME INDEX ${inBackticks(clause.to)} TO ${inBackticks(name)}`),
      )
    case 'index visibility':
      return withPart(named(table.indexes, clause.name), (index) =>
        reversal.others.push(visibility(index, undoing.flavor)),
      )
    case 'drop primary key':
      return withPart(primaryKey(table), (key) => reversal.constraints.add(key))
    case 'add foreign key':
      return addForeignKey(undoing, clause.key)
    case 'drop foreign key':
      return withPart(named(foreignKeys(table), clause.name), (key) => foreignKeyBack(undoing, key))
    case 'add check':
      return addCheck(undoing, clause.check)
    case 'drop constraint':
      return dropConstraint(undoing, clause.name)
    case 'enforce':
      return withPart(named(table.constraints, clause.name), ({ name, definition }) =>
        reversal.others.push(
          `ALTER CHECK ${inBackticks(name)} ${definition.endsWith(' NOT ENFORCED') ? 'NOT ' : ''}ENFORCED`,
        ),
      )
    case 'rename to':
      reversal.renamed = clause.to.name
      return clause.to.database === undefined ? undefined : `the table goes to the database ${clause.to.database}`
    case 'convert':
      return convert(undoing)
    case 'option':
      return option(undoing, clause.name)
    case 'order by':
    case 'force':
    case 'keys':
      return undefined
    case 'tablespace':
      return 'the rows in a tablespace that is discarded or imported do not come back'
    case 'partition':
      return undoPartition(undoing, clause.operation)
    case 'system versioning':
      return undoVersioning(undoing, clause.add)
    case 'period':
      return 'how a period was is not kept; write its reverse as a down'
  }
}

/** Nothing is undone about what was not there: the statement skips it, or fails. */
function withPart(part: Part | undefined, undo: (part: Part) => unknown): undefined {
  if (part !== undefined) undo(part)
}

function addColumn({ flavor, names, reversal }: Undoing, column: ColumnDefinition): undefined {
  reversal.dropColumns.add(column.name)
  // MariaDB makes a foreign key of REFERENCES behind a column; it has to go first.
  if (column.references !== undefined && flavor === 'mariadb') reversal.dropForeignKeys.add(names.foreignKey())
}

function dropColumn(undoing: Undoing, column: Part | undefined): undefined {
  if (column === undefined) return
  const { table, clauses, reversal } = undoing
  const going = new Set(clauses.flatMap((clause) => (clause.kind === 'drop column' ? [clause.name.toLowerCase()] : [])))
  const derived = / GENERATED ALWAYS AS \(/.test(column.definition)
  if (!derived) reversal.class = 'schema-only'
  reversal.columns.add(column)
  for (const index of table.indexes.filter((one) => hasColumn(one, column.name))) {
    const gone = index.columns.every((name) => going.has(name.toLowerCase()))
    const dropped = clauses.some(
      (clause) => clause.kind === 'drop index' && clause.name.toLowerCase() === index.name.toLowerCase(),
    )
    // What is left of an index on several columns stays under its name.
    if (!gone && !dropped) reversal.dropIndexes.add(index.name)
    reversal.indexes.add(index)
  }
  for (const constraint of table.constraints.filter((one) => hasColumn(one, column.name))) {
    const primary = constraint === primaryKey(table)
    const dropped = clauses.some((clause) => clause.kind === 'drop primary key')
    if (primary && !dropped && !constraint.columns.every((name) => going.has(name.toLowerCase())))
      reversal.dropPrimary = true
    reversal.constraints.add(constraint)
  }
}

function redefine(
  { names, reversal, flavor }: Undoing,
  column: Part | undefined,
  meant: ColumnDefinition,
  position: Position | undefined,
): undefined {
  if (column === undefined) return
  changeBack(reversal, column, { current: meant.name, redefine: true, move: position !== undefined })
  if (!isLossless(column.definition, meant.type) || !sameWords(column.definition, meant)) reversal.class = 'schema-only'
  if (meant.key === 'primary') reversal.dropPrimary = true
  if (meant.key === 'unique') reversal.dropIndexes.add(names.index([meant.name]))
  if (meant.check === undefined || flavor === 'mariadb') return
  const name = /\bconstraint\s+`?((?:[^`\s]|``)+)`?\s+check\b/i.exec(meant.text)?.[1]
  reversal.dropChecks.add(name ?? names.check())
}

/** Whether a text keeps all its letters: it does in the same charset, and in one that has them all. */
function sameWords(definition: string, { charset, collation }: ColumnDefinition): boolean {
  const was = / COLLATE (\w+)/.exec(definition)?.[1]
  const becomes = charset ?? collation
  if (was === undefined || becomes === undefined) return true
  const [before, after] = [was.split('_')[0], becomes.split('_')[0]?.toLowerCase()]
  return before === after || after === 'utf8mb4' || (before === 'utf8mb3' && after === 'utf8')
}

/** Making the key again, the server would put an index of its own in the place of the one it made before. */
function foreignKeyBack({ table, clauses, reversal }: Undoing, key: Part): undefined {
  reversal.constraints.add(key)
  const dropped = new Set(
    clauses.flatMap((clause) => (clause.kind === 'drop index' ? [clause.name.toLowerCase()] : [])),
  )
  for (const index of table.indexes) {
    if (index.name === key.name || dropped.has(index.name.toLowerCase()) || !couldBeMadeFor(table.name, key, index))
      continue
    reversal.dropIndexes.add(index.name)
    reversal.indexes.add(index)
  }
}

function dropIndex({ table, reversal }: Undoing, name: string): undefined {
  if (name.toLowerCase() === 'primary') return withPart(primaryKey(table), (key) => reversal.constraints.add(key))
  return withPart(named(table.indexes, name), (index) => reversal.indexes.add(index))
}

function visibility({ name, definition }: Part, flavor: Flavor): string {
  const quoted = inBackticks(name)
  if (flavor === 'mariadb') return `ALTER INDEX ${quoted} ${/ IGNORED\b/.test(definition) ? 'IGNORED' : 'NOT IGNORED'}`
  return `ALTER INDEX ${quoted} ${/ INVISIBLE\b/.test(definition) ? 'INVISIBLE' : 'VISIBLE'}`
}

function addForeignKey({ table, names, clauses, reversal }: Undoing, key: ForeignKeyDefinition): undefined {
  if (key.ifNotExists && key.name !== undefined && named(table.constraints, key.name)) return
  const name = key.name ?? names.foreignKey()
  reversal.dropForeignKeys.add(name)
  const primary = primaryKey(table)
  const gone = new Set(clauses.flatMap((clause) => (clause.kind === 'drop index' ? [clause.name.toLowerCase()] : [])))
  const there = [...(primary ? [primary] : []), ...table.indexes.filter((index) => !gone.has(index.name.toLowerCase()))]
  const made = clauses.flatMap((clause) => (clause.kind === 'add index' ? [clause.index.columns] : []))
  const serves = [...there.map((index) => keyColumns(index.definition)), ...made].some((columns) =>
    beginsWith(columns, key.columns),
  )
  if (!serves) reversal.dropIndexes.add(key.name ?? names.index(key.columns))
}

function addCheck({ table, names, reversal }: Undoing, check: CheckDefinition): undefined {
  if (check.ifNotExists && check.name !== undefined && named(table.constraints, check.name)) return
  reversal.dropChecks.add(check.name ?? names.check())
}

function dropConstraint({ table, reversal }: Undoing, name: string): undefined {
  const index = named(table.indexes, name)
  const constraint = name.toLowerCase() === 'primary' ? primaryKey(table) : named(table.constraints, name)
  if (constraint !== undefined) reversal.constraints.add(constraint)
  else if (index !== undefined) reversal.indexes.add(index)
}

function convert({ table, reversal }: Undoing): string | undefined {
  reversal.class = 'schema-only'
  for (const column of table.columns) {
    if (/ COLLATE \w+/.test(column.definition)) changeBack(reversal, column, { redefine: true })
  }
  const clause = optionClause(table.options, 'collate')
  if (clause === undefined) return 'what its charset was is not known'
  reversal.others.push(clause)
  return undefined
}

function option({ table, flavor, reversal }: Undoing, name: string): string | undefined {
  if (name === 'auto_increment') return undefined
  if (name === 'key_block_size' && flavor === 'mariadb')
    return 'MariaDB writes the block size into every index, where it stays'
  const clause = optionClause(table.options, name)
  if (clause === undefined) return `the option ${name} of a table cannot be set back`
  if (!reversal.others.includes(clause)) reversal.others.push(clause)
  return undefined
}
