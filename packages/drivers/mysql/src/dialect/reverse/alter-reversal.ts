import type { ReversalClass, Reverse } from '@slipway/core/plugin'
import { inBackticks } from '../names/quote-identifier.ts'
import type { Flavor } from '../syntax.ts'
import type { BeforeTable, Part } from './before-table.ts'
import { alterTable, columnClause, constraintClause, indexClause, placeClause } from './clauses.ts'
import { by } from './undo.ts'

interface Change {
  current: string
  redefine: boolean
  move: boolean
}

/** What undoing one ALTER TABLE comes to, gathered clause by clause. */
export interface AlterReversal {
  readonly dropColumns: Set<string>
  readonly dropIndexes: Set<string>
  readonly dropForeignKeys: Set<string>
  readonly dropChecks: Set<string>
  dropPrimary: boolean
  readonly columns: Set<Part>
  readonly indexes: Set<Part>
  readonly constraints: Set<Part>
  readonly changes: Map<Part, Change>
  /** Clauses that say all by themselves. */
  readonly others: string[]
  /** Statements for what cannot stand in one ALTER with anything else. */
  readonly alone: string[]
  /** Statements for when all else is undone. */
  readonly after: string[]
  /** What the table is called now, where it was renamed. */
  renamed: string | undefined
  class: ReversalClass
}

export function alterReversal(): AlterReversal {
  return {
    dropColumns: new Set(),
    dropIndexes: new Set(),
    dropForeignKeys: new Set(),
    dropChecks: new Set(),
    dropPrimary: false,
    columns: new Set(),
    indexes: new Set(),
    constraints: new Set(),
    changes: new Map(),
    others: [],
    alone: [],
    after: [],
    renamed: undefined,
    class: 'exact',
  }
}

/** Notes that a column is to be as it was; what it is called now may be another name. */
export function changeBack(reversal: AlterReversal, column: Part, change: Partial<Change>): void {
  const known = reversal.changes.get(column) ?? { current: column.name, redefine: false, move: false }
  reversal.changes.set(column, {
    current: change.current ?? known.current,
    redefine: known.redefine || change.redefine === true,
    move: known.move || change.move === true,
  })
}

function changeClause(table: BeforeTable, column: Part, { current, redefine, move }: Change): string {
  if (!redefine && !move) return `RENAME COLUMN ${inBackticks(current)} TO ${inBackticks(column.name)}`
  const head = current === column.name ? 'MODIFY' : `CHANGE ${inBackticks(current)}`
  return `${head} ${columnClause(column)}${move ? placeClause(table, column) : ''}`
}

const isForeign = ({ definition }: Part): boolean => definition.startsWith('FOREIGN KEY')

/**
 * One ALTER TABLE that undoes all, what was added last gone first. A constraint that goes and comes under one name needs
 * two: the server looks at both at once.
 */
export function assemble(table: BeforeTable, reversal: AlterReversal, flavor: Flavor): Reverse {
  const quoted = (names: Iterable<string>, words: string): readonly string[] =>
    [...names].map((name) => `${words} ${inBackticks(name)}`)
  const drops = [
    ...quoted(reversal.dropForeignKeys, 'DROP FOREIGN KEY'),
    ...quoted(reversal.dropChecks, flavor === 'mysql' ? 'DROP CHECK' : 'DROP CONSTRAINT'),
    ...quoted(reversal.dropIndexes, 'DROP INDEX'),
    ...(reversal.dropPrimary ? ['DROP PRIMARY KEY'] : []),
    ...quoted(reversal.dropColumns, 'DROP COLUMN'),
  ]
  // Where a column stands is said by the one before it, which has to stand already.
  const columns = table.columns.flatMap((column) => {
    const change = reversal.changes.get(column)
    if (reversal.columns.has(column)) return [`ADD COLUMN ${columnClause(column)}${placeClause(table, column)}`]
    return change === undefined ? [] : [changeClause(table, column, change)]
  })
  const constraints = [...reversal.constraints]
  const keys = [
    ...constraints.filter((one) => !isForeign(one)).map((one) => `ADD ${constraintClause(one)}`),
    ...[...reversal.indexes].map((index) => `ADD ${indexClause(index)}`),
    ...constraints.filter(isForeign).map((one) => `ADD ${constraintClause(one)}`),
  ]
  const rename = reversal.renamed === undefined ? [] : [`RENAME TO ${inBackticks(table.name)}`]
  const now = reversal.renamed ?? table.name
  const clash = constraints.some(({ name }) => reversal.dropForeignKeys.has(name) || reversal.dropChecks.has(name))
  const statements = clash
    ? [...alterTable(now, [...rename, ...drops, ...columns, ...reversal.others]), ...alterTable(table.name, keys)]
    : alterTable(now, [...rename, ...drops, ...columns, ...keys, ...reversal.others])
  return by([...reversal.alone, ...statements, ...reversal.after], reversal.class)
}
