/** A name as `renameCollection` takes it, taken apart. */
export interface Namespace {
  readonly database: string
  readonly collection: string
  readonly full: string
}

/**
 * `orders` is the connected database's, so that a file fits any of them; `shop.orders` is as the server reads it. A name
 * with a dot that is meant for the connected database has to be written in full: `shop.fs.files`.
 */
export function namespaceOf(name: unknown, database: string): Namespace {
  const text = typeof name === 'string' ? name : ''
  const dot = text.indexOf('.')
  if (dot < 0) return { database, collection: text, full: `${database}.${text}` }
  return { database: text.slice(0, dot), collection: text.slice(dot + 1), full: text }
}
