import type { IndexDefinition } from '../read/definitions.ts'
import { changeBack } from './alter-reversal.ts'
import { foreignKeys, named, primaryKey, type BeforeTable, type Part } from './before-table.ts'
import { alterTable } from './clauses.ts'
import { beginsWith, couldBeMadeFor, isUnnamed, keyColumns } from './key-columns.ts'
import type { Undoing } from './undo-clause.ts'

/** Notes how an index that ALTER TABLE adds goes again; a reason where it cannot. */
export function undoAddedIndex(undoing: Undoing, index: IndexDefinition): string | undefined {
  const { table, names, reversal } = undoing
  if (index.kind === 'primary') return undoAddedPrimary(undoing, index)
  if (index.ifNotExists && index.name !== undefined && named(table.indexes, index.name)) return undefined
  reversal.dropIndexes.add(index.name ?? names.index(firstColumn(index)))
  if (index.name !== undefined) names.take(index.name)
  for (const foreign of foreignKeys(table)) {
    const columns = keyColumns(foreign.definition).filter((name) => name !== undefined)
    const made = table.indexes.find((one) => couldBeMadeFor(table.name, foreign, one))
    if (made === undefined || !beginsWith(index.columns, columns)) continue
    const why = remakeForeignKey(undoing, foreign, made)
    if (why !== undefined) return why
  }
  return undefined
}

const firstColumn = (index: IndexDefinition): readonly string[] =>
  index.parts[0]?.startsWith('(') === true ? [] : index.columns

function undoAddedPrimary({ table, reversal }: Undoing, index: IndexDefinition): undefined {
  if (index.ifNotExists && primaryKey(table)) return
  reversal.dropPrimary = true
  for (const column of table.columns) {
    // A column of the primary key becomes NOT NULL, and stays so when the key goes.
    const mine = index.columns.some((name) => name.toLowerCase() === column.name.toLowerCase())
    if (mine && !/ NOT NULL\b/.test(column.definition)) changeBack(reversal, column, { redefine: true })
  }
}

/**
 * The server may drop the index that it once made for a foreign key when another one comes to serve it, and the catalog
 * does not show which it made. A key made anew brings its index with it where that is gone, under the name it had.
 */
function remakeForeignKey({ table, reversal }: Undoing, foreign: Part, made: Part): string | undefined {
  reversal.dropForeignKeys.add(foreign.name)
  if (made.name === foreign.name) {
    reversal.constraints.add(foreign)
    return undefined
  }
  if (!isNext(table, foreign))
    return `whether the index ${made.name} of the foreign key ${foreign.name} stays cannot be told`
  reversal.after.push(...alterTable(table.name, [`ADD ${foreign.definition}`]))
  return undefined
}

/** Whether the server would give a foreign key the name it has once more. */
function isNext(table: BeforeTable, foreign: Part): boolean {
  const number = (key: Part): number => Number(/_ibfk_(\d+)$/.exec(key.name)?.[1] ?? 0)
  const others = foreignKeys(table).filter((key) => key !== foreign && isUnnamed(table.name, key))
  return number(foreign) === Math.max(0, ...others.map(number)) + 1
}
