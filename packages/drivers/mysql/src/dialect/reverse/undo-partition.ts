import { alterTable } from './clauses.ts'
import { splitOptions } from './before-table.ts'
import type { Undoing } from './undo-clause.ts'

const harmless = new Set(['analyze', 'check', 'optimize', 'rebuild', 'repair'])
const destroying = new Set(['drop', 'coalesce'])
const shaping = new Set(['add', 'drop', 'coalesce', 'reorganize', 'by', 'remove'])

/** Partitions come back by partitioning the table anew as it was. */
export function undoPartition({ table, reversal }: Undoing, operation: string): string | undefined {
  if (harmless.has(operation)) return undefined
  if (!shaping.has(operation)) return `rows that ${operation.toUpperCase()} PARTITION takes or moves do not come back`
  const [, partitions] = splitOptions(table.options)
  if (destroying.has(operation) && operation === 'drop') reversal.class = 'schema-only'
  reversal.alone.push(...alterTable(table.name, [partitions === '' ? 'REMOVE PARTITIONING' : partitions]))
  return undefined
}

/** MariaDB: versioning comes and goes with the rows' history. */
export function undoVersioning({ table, reversal }: Undoing, add: boolean): string | undefined {
  if (add) {
    reversal.others.push('DROP SYSTEM VERSIONING')
    return undefined
  }
  if (table.periods.length > 0) return 'the columns of its period go with the versioning; write the reverse as a down'
  reversal.class = 'schema-only'
  reversal.others.push('ADD SYSTEM VERSIONING')
  return undefined
}
