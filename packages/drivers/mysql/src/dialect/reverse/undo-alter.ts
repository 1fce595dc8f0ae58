import type { Reverse, Schema } from '@slipway/core/plugin'
import type { AlterClause } from '../read/alter-clause.ts'
import type { Flavor } from '../syntax.ts'
import { alterReversal, assemble } from './alter-reversal.ts'
import { beforeTable } from './before-table.ts'
import { chosenNames } from './chosen-names.ts'
import { impossible, nothing } from './undo.ts'
import { undoClause } from './undo-clause.ts'

const never: Readonly<Partial<Record<AlterClause['kind'], string>>> = {
  tablespace: 'the rows in a tablespace that is discarded or imported do not come back',
  period: 'how a period was is not kept; write its reverse as a down',
}

/** Why clauses can never be undone, whatever the schema is. */
export function whyNever(clauses: readonly AlterClause[]): string | undefined {
  for (const clause of clauses) {
    const why = never[clause.kind]
    if (why !== undefined) return why
    if (clause.kind === 'rename to' && clause.to.database !== undefined)
      return `the table goes to the database ${clause.to.database}`
    if (clause.kind === 'partition' && /^(?:truncate|discard|import|exchange|convert)$/.test(clause.operation))
      return `rows that ${clause.operation.toUpperCase()} PARTITION takes or moves do not come back`
  }
  return undefined
}

/** Undoes the clauses of an ALTER TABLE, all in one. A table that is not there is not altered. */
export function undoAlter(name: string, clauses: readonly AlterClause[], before: Schema, flavor: Flavor): Reverse {
  const table = beforeTable(before, name)
  if (table === undefined) return nothing
  const reversal = alterReversal()
  const undoing = { table, flavor, clauses, names: chosenNames(table, flavor), reversal }
  for (const clause of clauses) {
    const why = undoClause(undoing, clause)
    if (why !== undefined) return impossible(why)
  }
  return assemble(table, reversal, flavor)
}
