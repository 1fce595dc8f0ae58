import type { Dialect } from '@slipway/core/plugin'

/** An identifier made of a title's words, perhaps with a schema. */
export interface PlainName {
  /** Quoted where needed, with its schema. */
  readonly sql: string
  /** Without schema, not quoted. */
  readonly last: string
  /** Without schema, quoted where needed. */
  readonly lastSql: string
  /** Another name in the same schema. */
  sibling(name: string): PlainName
}

// Titles about these say something that a column or table alone does not carry out.
const notNames =
  /\b(and|or|index|indexes|constraint|key|unique|check|trigger|enum|value|values|type|function|view|policy|columns|tables|rows|null|default|comment|to|from|on|in|with|for)\b/

/** `the order status column` → `order_status`, `shop.orders` → `shop.orders`; `undefined` where it is no plain name. */
export function plainName(words: string, dialect: Dialect): PlainName | undefined {
  const bare = words
    .toLowerCase()
    .trim()
    .replace(/^(?:the|an?) /, '')
    .replace(/ (?:table|column)$/, '')
  if (notNames.test(bare)) return undefined
  const parts = bare.split('.').map((part) => part.trim().replace(/[\s-]+/g, '_'))
  if (parts.length > 2 || !parts.every((part) => /^[a-z_][a-z0-9_]{0,62}$/.test(part))) return undefined
  return nameOf(parts, dialect)
}

function nameOf(parts: readonly string[], dialect: Dialect): PlainName {
  const last = parts.at(-1) ?? ''
  return {
    sql: parts.map((part) => dialect.quote(part)).join('.'),
    last,
    lastSql: dialect.quote(last),
    sibling: (name) => nameOf([...parts.slice(0, -1), name], dialect),
  }
}
