import type { LoadHookSync } from 'node:module'

/**
 * `Knex` is a type in every version of knex, and the templates of many of them import it like a value, which Node does not
 * see through when it strips types: the specifier gets its `type`. Other modules are left as they are.
 */
export const typeOnlyKnex: LoadHookSync = (url, context, nextLoad) => {
  const loaded = nextLoad(url, context)
  if (loaded.format?.endsWith('-typescript') !== true || loaded.source === undefined || loaded.source === null)
    return loaded
  const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
  return { ...loaded, source: withTypeOnlyKnex(text) }
}

/** Marks the specifier `Knex` of imports from knex as a type. */
export function withTypeOnlyKnex(text: string): string {
  return text.replace(
    /(\bimport\s+(?!type\b)[^;'"`{]*\{)([^}]*)(\}\s*from\s*['"]knex['"])/g,
    (_, head: string, names: string, tail: string) =>
      `${head}${names.replace(/(^|,)(\s*)Knex(?![\w$])/g, '$1$2type Knex')}${tail}`,
  )
}
