import { atCommas, closing, headName } from '../../inspect/scan.ts'
import type { Part } from './before-table.ts'

/** The columns of an index or key in their order; an expression or the head of a value is no column. */
export function keyColumns(definition: string): readonly (string | undefined)[] {
  const open = definition.indexOf('(')
  return atCommas(definition.slice(open + 1, closing(definition, open))).map((part) => {
    const [name, rest] = headName(part) ?? [undefined, '']
    return rest.startsWith('(') ? undefined : name
  })
}

/** Whether an index begins with these columns, so that a foreign key on them needs no index of its own. */
export function beginsWith(index: readonly (string | undefined)[], columns: readonly string[]): boolean {
  return columns.every((column, at) => index[at]?.toLowerCase() === column.toLowerCase())
}

/** Whether a foreign key bears the name that the server gives to one without a name. */
export const isUnnamed = (table: string, foreignKey: Part): boolean =>
  foreignKey.name.startsWith(`${table}_ibfk_`) && /_ibfk_\d+$/.test(foreignKey.name)

/**
 * Whether an index is one that the server may have made by itself for a foreign key: called after the key, or after its
 * first column where the key got its name from the server.
 */
export function couldBeMadeFor(table: string, foreignKey: Part, index: Part): boolean {
  const columns = keyColumns(foreignKey.definition)
  const own = keyColumns(index.definition)
  if (!index.definition.startsWith('KEY') || own.length !== columns.length) return false
  if (!own.every((column, at) => column !== undefined && column === columns[at])) return false
  return isUnnamed(table, foreignKey) ? index.name.replace(/_\d+$/, '') === columns[0] : index.name === foreignKey.name
}
