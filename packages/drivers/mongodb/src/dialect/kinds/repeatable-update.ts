import type { Document } from 'mongodb'
import { keptBy } from '../keep/backup-field.ts'

const settingOperators: ReadonlySet<string> = new Set([
  '$set',
  '$unset',
  '$min',
  '$max',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$rename',
  '$setOnInsert',
])

/** Differs from one evaluation to the next. */
const fickle = /"\$(?:rand|sampleRate|sample|function|accumulator)"|\$\$(?:NOW|CLUSTER_TIME)\b/

/** True where a value holds nothing that is another at each evaluation. */
export function isDeterministic(value: unknown): boolean {
  return !fickle.test(JSON.stringify(value) ?? '')
}

/**
 * True where running an update again, after any part of it took effect, ends in what running it once does. Judged from its
 * form alone, and on the safe side: one entry, one document only by its `_id`, operators that set rather than count.
 */
export function isRepeatable(updates: readonly Document[]): boolean {
  const [update, second] = updates
  if (update === undefined || second !== undefined) return false
  const filter = update['q'] as Document | undefined
  const byId = filter !== undefined && isValue(filter['_id'])
  if (update['multi'] !== true && !byId) return false
  if (update['upsert'] === true && !byId) return false
  const change: unknown = update['u']
  if (Array.isArray(change)) return isRepeatablePipeline(change as readonly Document[], filter)
  const operators = Object.keys((change ?? {}) as Document)
  if (!operators.every((name) => name.startsWith('$'))) return byId
  if ('$pull' in (change as Document) && update['arrayFilters'] !== undefined) return false
  return operators.every((name) => settingOperators.has(name)) && !overlaps(change as Document)
}

/** `$rename` beside another operator on one of its fields would move what that one set. */
function overlaps(change: Document): boolean {
  if (change['$rename'] === undefined) return false
  const chain = Object.entries(change['$rename'] as Record<string, string>)
  return Object.keys(change).length > 1 || chain.some(([, to]) => chain.some(([from]) => meets(from, to)))
}

function isValue(id: unknown): boolean {
  if (id === undefined || id === null || id instanceof RegExp) return false
  return typeof id !== 'object' || !Object.keys(id).some((key) => key.startsWith('$'))
}

/** No field that is written is read, and nothing in it is another at each evaluation. */
function isRepeatablePipeline(stages: readonly Document[], filter: Document | undefined): boolean {
  if (!isDeterministic(stages)) return false
  const kept = keptBy(stages)
  if (kept) return hasGuard(filter, `_slipway.${kept.key}`)
  const written: string[] = []
  const read: string[] = []
  for (const stage of stages) {
    const [name, ...others] = Object.keys(stage)
    const body: unknown = name === undefined ? undefined : stage[name]
    if (others.length > 0) return false
    if (name === '$set' || name === '$addFields') {
      written.push(...Object.keys(body as Document))
      read.push(...pathsIn(body))
    } else if (name === '$unset') written.push(...[body].flat().map(String))
    else return false
  }
  return !read.some((path) => path.startsWith('$') || written.some((field) => meets(field, path)))
}

/** Documents that were changed are no longer met: `{ "_slipway.V1": { "$exists": false } }`. */
function hasGuard(filter: Document | undefined, path: string): boolean {
  const clauses = [filter, ...((filter?.['$and'] as readonly Document[] | undefined) ?? [])]
  return clauses.some((clause) => (clause?.[path] as Document | undefined)?.['$exists'] === false)
}

function meets(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}

/** Field paths of an expression, without their `$`; a `$$variable` keeps one. */
function pathsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('$') ? [value.slice(1)] : []
  if (Array.isArray(value)) return value.flatMap(pathsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) => (key === '$literal' ? [] : pathsIn(entry)))
}
