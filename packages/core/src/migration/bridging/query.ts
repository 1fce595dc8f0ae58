import type { Dialect } from '../../contract/dialect.ts'
import type { Statement } from '../../contract/migration.ts'
import type { Json } from '../../contract/plugin.ts'

/** An identifier, or one behind its schema, to be quoted by the dialect. */
export interface Name {
  readonly name: readonly string[]
}

/** A statement with its values beside it. */
export type Query = Statement & { readonly params: readonly Json[] }

/** Writes a statement: values become parameters in the dialect's own notation, names are quoted by it. */
export type QueryTag = (texts: TemplateStringsArray, ...values: readonly (Json | Name)[]) => Query

/** `name('public', 'orders')`; parts left `undefined` are left out. */
export function name(...parts: readonly (string | undefined)[]): Name {
  return { name: parts.filter((part) => part !== undefined) }
}

/** The tag for a dialect of SQL. */
export function queryFor(dialect: Dialect): QueryTag {
  const numbered = dialect.name === 'postgres'
  return (texts, ...values) => {
    const params: Json[] = []
    const text = texts.reduce((written, next, index) => {
      const value = values[index - 1] as Json | Name
      if (isName(value)) return written + value.name.map((part) => dialect.quote(part)).join('.') + next
      params.push(value)
      return `${written}${numbered ? `$${params.length}` : '?'}${next}`
    })
    return { text, params }
  }
}

function isName(value: Json | Name): value is Name {
  return typeof value === 'object' && value !== null && 'name' in value && Array.isArray(value.name)
}
