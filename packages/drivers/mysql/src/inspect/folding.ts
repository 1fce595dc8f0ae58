import type { ObjectId, ServerFacts } from '@slipway/core/plugin'
import { kindOf, lastName } from '../dialect/names/object-id.ts'

const caseless = /^(?:procedure|function|package|package-body|event):/
const parts = /^(?:column|index|constraint):/

/**
 * Brings ids that name one object to one spelling: names of routines, events and parts of tables have no case, and those of
 * tables only where the server's `lower_case_table_names` is 0.
 */
export function foldingOf(server: ServerFacts): (id: ObjectId) => ObjectId {
  if ((server.settings['lower_case_table_names'] ?? '0') !== '0') return (id) => id.toLowerCase()
  return (id) => {
    if (caseless.test(id)) return id.toLowerCase()
    if (!parts.test(id)) return id
    const name = id.slice(0, id.toLowerCase().lastIndexOf(lastName(id).replaceAll('`', '``').toLowerCase()))
    return `${kindOf(id)}:${name.slice(kindOf(id).length + 1)}${id.slice(name.length).toLowerCase()}`
  }
}
