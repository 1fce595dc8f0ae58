/**
 * Extensions that knex loads by default, and those that its users add: a file that was compiled or moved to another one of
 * them is the same migration.
 */
const extension = /\.(?:co|coffee|eg|iced|js|cjs|mjs|litcoffee|ls|ts|cts|mts)$/

/** A migration's name without the extension of its file. */
export function withoutExtension(name: string): string {
  return name.replace(extension, '')
}

/**
 * Finds the migration that each row speaks of. A name that is equal goes first; one that differs by its extension alone is
 * the same migration, unless another one has that very name. Rows of no migration are left out.
 */
export function matchNames(rows: readonly string[], ids: readonly string[]): ReadonlyMap<string, string> {
  const known = new Set(ids)
  const exact = new Set(rows.filter((row) => known.has(row)))
  const free = ids.filter((id) => !exact.has(id))
  return new Map(
    rows.flatMap((row): [string, string][] => {
      if (known.has(row)) return [[row, row]]
      const same = free.filter((id) => withoutExtension(id) === withoutExtension(row))
      return same.length === 1 ? same.map((id) => [row, id]) : []
    }),
  )
}
