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
/** What the server stores with all of its defaults. */
const completed: ReadonlySet<string> = new Set(['collation', 'weights', 'wildcardProjection'])
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
  if (isText && !isSameText(meant['key'] as Document, found)) return false
  const keys = new Set([...Object.keys(meant), ...Object.keys(found)])
  return [...keys].every((key) => {
    if (passing.has(key) || (isText && key === 'key')) return true
    const [a, b] = [plain(meant[key]), plain(found[key])]
    if (a === undefined) return filledIn.has(key) || b === false
    if (b === undefined) return a === false
    if (completed.has(key)) return holds(b as Document, a as Document)
    return print(a) === print(b)
  })
}

/** A text index is stored with its fields as weights, in a key of the server's own. */
function isSameText(key: Document, found: Document): boolean {
  const others = (fields: Document, own: (entry: readonly [string, unknown]) => boolean): string =>
    print(plain(Object.fromEntries(Object.entries(fields).filter((entry) => !own(entry)))))
  const fields = Object.keys(key).filter((field) => key[field] === 'text')
  return (
    fields.toSorted().join('\0') ===
      Object.keys((found['weights'] ?? {}) as Document)
        .toSorted()
        .join('\0') &&
    others(key, ([, kind]) => kind === 'text') ===
      others(found['key'] as Document, ([field]) => field.startsWith('_fts'))
  )
}

/** A projection's 1 and 0 come back as true and false from some versions. */
function holds(whole: Document, part: Document): boolean {
  const number = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value)
  return Object.entries(part).every(([key, value]) => print(number(whole[key])) === print(number(value)))
}
