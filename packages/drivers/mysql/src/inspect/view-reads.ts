import type { ObjectId } from '@slipway/core/plugin'
import { objectId } from '../dialect/names/object-id.ts'
import { inBackticks } from '../dialect/names/quote-identifier.ts'
import type { Lists } from './lists.ts'

/** Tables and views of the database that a view reads; one that is gone is named as a table. */
export function viewReads(lists: Lists, view: string): readonly ObjectId[] {
  const kinds = new Map(lists.tables.map(({ name, kind }) => [name, kind]))
  const text = lists.viewTexts.get(view) ?? ''
  const qualifier = inBackticks(lists.database).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  // Tables stand as `database`.`table`, their columns as `database`.`table`.`column`.
  const names = text.matchAll(new RegExp(`(?<![.\`])${qualifier}\\.\`((?:[^\`]|\`\`)*)\``, 'g'))
  const ids = [...names].map((match) => {
    const name = (match[1] ?? '').replaceAll('``', '`')
    return objectId(kinds.get(name) ?? 'table', name)
  })
  return [...new Set(ids)].sort()
}
