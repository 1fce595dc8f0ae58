import type { ObjectId } from '@slipway/core'

const PLAIN: readonly string[] = ['table', 'column', 'collection', 'field']

/** An object as people name it: a table and a column by name alone, anything else with its kind before it. `public.` is left out. */
export function readable(id: ObjectId): string {
  const colon = id.indexOf(':')
  const kind = id.slice(0, colon)
  const name = id.slice(colon + 1).replace(/^public\./, '')
  return PLAIN.includes(kind) ? name : `${kind.replaceAll('-', ' ')} ${name}`
}

/** `1 row`, `1,000 rows`. */
export function rowsOf(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`
}
