import type { Document } from 'mongodb'
import { malformed } from '../command.ts'
import { atApply, hazard, impossible, presence, type Draft, type Kind, type Scope } from '../draft.ts'
import { collectionId } from '../names/object-id.ts'
import { hasCollection } from '../reverse/recreate.ts'
import { print } from '../text/print.ts'
import { reads } from './reads.ts'
import { isDeterministic } from './repeatable-update.ts'

/** `{ "aggregate": "orders", "pipeline": […] }`: a query, or a copy where it ends in `$merge` or `$out`. */
export const aggregate: Kind = (scope) => {
  const { command } = scope
  const stages = command.plain['pipeline'] as readonly Document[] | undefined
  if (!Array.isArray(stages))
    throw malformed(command.at, '"aggregate" has no "pipeline"', '"pipeline": [{ "$match": … }]')
  const last = (stages as readonly Document[]).at(-1)
  if (last?.['$out'] !== undefined) return copy(scope, stages, targetOf(last['$out']), 'out')
  if (last?.['$merge'] !== undefined)
    return copy(scope, stages, targetOf((last['$merge'] as Document)['into'] ?? last['$merge']), 'merge')
  return reads(scope)
}

interface Target {
  readonly database: string | undefined
  readonly collection: string
}

function targetOf(into: unknown): Target {
  if (typeof into === 'string') return { database: undefined, collection: into }
  const { db, coll } = (into ?? {}) as Document
  return { database: typeof db === 'string' ? db : undefined, collection: String(coll ?? '') }
}

function copy(scope: Scope, stages: readonly Document[], target: Target, kind: 'out' | 'merge'): Draft {
  const { command, database } = scope
  const isOwn = target.database === undefined || target.database === database
  const from = String(command.target)
  const id = collectionId(target.collection)
  const there = presence(scope, id)
  const replaces = kind === 'out' && isOwn && there !== 'absent' && there !== 'new'
  return {
    verb: kind,
    objects: [
      ...sources(command.target, stages).map((name) => ({ id: collectionId(name), effect: 'read' as const })),
      ...(isOwn ? [{ id, effect: there === 'absent' ? ('create' as const) : ('write' as const) }] : []),
    ],
    locks: isOwn ? [{ object: id, mode: kind === 'out' ? 'X at its end' : 'IX', blocks: 'nothing' }] : [],
    recovery: isRepeatableCopy(from, stages, target, kind) ? 'repeatable' : 'unknowable',
    data: replaces ? 'destroys' : there === 'absent' ? 'adds' : 'changes',
    wider: !isOwn,
    needs: kind === 'merge' ? ['merge'] : [],
    hazards: [
      ...(isOwn ? [] : [hazard('SW-WIDER-SCOPE', 'inform', `It writes into the database ${String(target.database)}.`)]),
      ...(replaces
        ? [
            hazard(
              'SW-DATA-LOSS',
              'stop',
              `"$out" replaces all that ${target.collection} holds; "$merge" adds to it.`,
              id,
            ),
          ]
        : []),
      ...(kind === 'merge' && isOwn && overwrites(stages) && there !== 'absent' && there !== 'new'
        ? [
            hazard(
              'SW-DATA-CHANGE',
              'inform',
              `Documents of ${target.collection} are changed, and a rollback does not change them back.`,
              id,
            ),
          ]
        : []),
    ],
    reverse: isOwn ? atApply : impossible('it writes into another database'),
    undo: (before) =>
      hasCollection(before, target.collection)
        ? impossible(`what ${target.collection} held before is not kept`)
        : { kind: 'statements', statements: [print({ drop: target.collection })], class: 'exact' },
  }
}

function overwrites(stages: readonly Document[]): boolean {
  const merge = stages.at(-1)?.['$merge'] as Document | undefined
  return !keeps(merge?.['whenMatched'])
}

/** A pipeline without stages keeps what is there, and the order of fields in what is not. */
function keeps(matched: unknown): boolean {
  return matched === 'keepExisting' || matched === 'fail' || (Array.isArray(matched) && matched.length === 0)
}

/** The target is read by nothing, every evaluation gives the same, and what is met again is set, kept or replaced. */
function isRepeatableCopy(from: string, stages: readonly Document[], target: Target, kind: 'out' | 'merge'): boolean {
  if (!isDeterministic(stages) || sources(from, stages).includes(target.collection)) return false
  if (kind === 'out') return true
  if (!keepsId(stages)) return false
  const merge = stages.at(-1)?.['$merge'] as Document | string
  if (typeof merge === 'string') return true
  const matched: unknown = merge['whenMatched'] ?? 'merge'
  const isIdentity = merge['on'] === undefined || merge['on'] === '_id'
  return isIdentity && matched !== 'fail' && (matched === 'replace' || matched === 'merge' || keeps(matched))
}

/** A stage that makes new documents may leave `_id` to the server, which makes another one each time. */
function keepsId(stages: readonly Document[]): boolean {
  const making = ['$unwind', '$project', '$replaceRoot', '$replaceWith', '$unset']
  return !stages.some((stage) => Object.keys(stage).some((name) => making.includes(name)))
}

/** The collections that a pipeline reads. */
function sources(from: unknown, stages: readonly Document[]): readonly string[] {
  const own = typeof from === 'string' ? [from] : []
  const others = stages.flatMap((stage) =>
    Object.entries(stage).flatMap(([name, body]) => {
      const part = body as Document
      const nested: readonly Document[] = Array.isArray(part?.['pipeline']) ? (part['pipeline'] as Document[]) : []
      if (name === '$lookup' || name === '$graphLookup')
        return [...(typeof part['from'] === 'string' ? [part['from']] : []), ...sources(undefined, nested)]
      if (name === '$unionWith')
        return [...(typeof body === 'string' ? [body] : [String(part['coll'])]), ...sources(undefined, nested)]
      if (name === '$facet') return Object.values(part).flatMap((inner) => sources(undefined, inner as Document[]))
      return []
    }),
  )
  return [...new Set([...own, ...others])]
}
