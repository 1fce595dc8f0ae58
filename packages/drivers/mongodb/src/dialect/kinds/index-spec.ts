import type { Document } from 'mongodb'
import { malformed, type Command } from '../command.ts'
import { plain, print } from '../text/print.ts'

/** What the server fills in by itself when it stores an index. */
const filledIn: ReadonlySet<string> = new Set([
  'state',
  '2dsphereIndexVersion',
  'textIndexVersion',
  'weights',
  'default_language',
  'language_override',
])
const passing: ReadonlySet<string> = new Set(['v', 'ns', 'background', 'commitQuorum'])

/** The indexes that a `createIndexes` names. Throws `SW-SYNTAX` where one lacks what the server asks for. */
export function specsIn(command: Command): readonly (Document & { readonly name: string })[] {
  const indexes = command.plain['indexes']
  if (!Array.isArray(indexes) || indexes.length === 0) {
    const hint = '{ "createIndexes": "orders", "indexes": [{ "key": { "email": 1 }, "name": "email_1" }] }'
    throw malformed(command.at, '"createIndexes" lists no "indexes"', hint)
  }
  return (indexes as readonly Document[]).map((spec) => {
    const key: unknown = spec['key']
    if (typeof key !== 'object' || key === null || Object.keys(key).length === 0)
      throw malformed(command.at, 'an index has no "key"', '"key": { "email": 1 }')
    if (typeof spec['name'] !== 'string')
      throw malformed(command.at, 'an index has no "name"', `"name": "${defaultName(key)}"   is what clients call it`)
    return spec as Document & { readonly name: string }
  })
}

/** The name that clients give to an index that has none: `email_1_created_-1`. */
export function defaultName(key: Document): string {
  return Object.entries(key)
    .map(([field, kind]) => `${field}_${String(plain(kind))}`)
    .join('_')
}

/** Whether an index as stored is the one that a command builds; what the server fills in does not count. */
export function isSameIndex(meant: Document, found: Document): boolean {
  const isText = Object.values(meant['key'] as Document).includes('text')
  const keys = new Set([...Object.keys(meant), ...Object.keys(found)])
  return [...keys].every((key) => {
    if (passing.has(key) || (isText && key === 'key')) return true
    const [a, b] = [plain(meant[key]), plain(found[key])]
    if (a === undefined) return filledIn.has(key) || b === false
    if (b === undefined) return a === false
    if (key === 'collation' || key === 'weights') return holds(b as Document, a as Document)
    return print(a) === print(b)
  })
}

/** The server stores a collation, and the weights of a text index, with all of their defaults. */
function holds(whole: Document, part: Document): boolean {
  return Object.entries(part).every(([key, value]) => print(whole[key]) === print(value))
}
