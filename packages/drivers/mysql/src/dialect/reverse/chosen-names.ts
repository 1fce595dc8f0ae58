import type { Flavor } from '../syntax.ts'
import type { BeforeTable, Part } from './before-table.ts'
import { named } from './before-table.ts'

const highest = (names: readonly string[], pattern: RegExp): number =>
  names.reduce((most, name) => Math.max(most, Number(pattern.exec(name)?.[1] ?? 0)), 0)

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')

/** The names that the server gives to what an ALTER leaves unnamed, one after the other. */
export interface ChosenNames {
  index(columns: readonly string[]): string
  foreignKey(): string
  check(): string
  /** A name that the statement gives is taken from then on. */
  take(name: string): void
}

/**
 * Follows the server's rules: an index is called after its first column, or `functional_index`, with `_2` and so on where
 * that is taken; a foreign key `<table>_ibfk_<n>`; a check `<table>_chk_<n>`, on MariaDB `CONSTRAINT_<n>`.
 */
export function chosenNames(table: BeforeTable, flavor: Flavor): ChosenNames {
  const indexes: Part[] = [...table.indexes]
  const constraints = table.constraints.map(({ name }) => name)
  const take = (name: string): void => {
    indexes.push({ name, definition: '', columns: [] })
    constraints.push(name)
  }
  const ours = (word: string): string => {
    const most = highest(constraints, new RegExp(`^${escaped(table.name)}_${word}_(\\d+)$`, 'i'))
    const name = `${table.name}_${word}_${most + 1}`
    constraints.push(name)
    return name
  }
  return {
    take,
    index(columns) {
      const base = columns[0] ?? 'functional_index'
      let name = base
      for (let n = 2; named(indexes, name) !== undefined || /^primary$/i.test(name); n++) name = `${base}_${n}`
      indexes.push({ name, definition: '', columns: [] })
      return name
    },
    foreignKey: () => ours('ibfk'),
    check() {
      if (flavor === 'mysql') return ours('chk')
      let n = 1
      while (constraints.includes(`CONSTRAINT_${n}`)) n++
      constraints.push(`CONSTRAINT_${n}`)
      return `CONSTRAINT_${n}`
    },
  }
}
