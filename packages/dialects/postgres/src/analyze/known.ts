import type { Analysis, ObjectId } from '@slipway/core/plugin'
import { splitName, sqlName } from '../names/object-id.ts'

/** What the plan's earlier statements say of a column. */
export interface ColumnState {
  readonly type: string
  readonly notNull: boolean
  /** Whether it has a default, an identity or a generation expression. */
  readonly filled: boolean
}

/** What one analysis leaves behind for the statements after it, besides its effects. */
export interface Note {
  readonly file: string | undefined
  readonly columns: ReadonlyMap<ObjectId, ColumnState | null>
  readonly searchPath?: readonly string[]
}

/** What the statements planned before this one have made. */
export interface Known {
  /** Objects made by them, with the file whose statement made each. */
  readonly made: ReadonlyMap<ObjectId, string | undefined>
  readonly columns: ReadonlyMap<ObjectId, ColumnState>
  /** As the last SET search_path said. */
  readonly searchPath: readonly string[] | undefined
}

interface Tally {
  readonly made: Map<ObjectId, string | undefined>
  readonly columns: Map<ObjectId, ColumnState>
  searchPath: readonly string[] | undefined
  count: number
  last: Analysis | undefined
}

const emptyTally = (): Tally => ({
  made: new Map(),
  columns: new Map(),
  searchPath: undefined,
  count: 0,
  last: undefined,
})

/** Adds up what earlier statements made. A plan grows one by one, so the sum is carried on instead of counted anew. */
export function knownReader(notes: WeakMap<Analysis, Note>): (preceding: readonly Analysis[]) => Known {
  let tally = emptyTally()
  return (preceding) => {
    const goesOn = tally.count <= preceding.length && (tally.count === 0 || preceding[tally.count - 1] === tally.last)
    if (!goesOn) tally = emptyTally()
    for (; tally.count < preceding.length; tally.count++) {
      const analysis = preceding[tally.count]
      if (analysis === undefined) break
      addTo(tally, analysis, notes.get(analysis))
      tally.last = analysis
    }
    return tally
  }
}

function addTo(tally: Tally, analysis: Analysis, note: Note | undefined): void {
  for (const { id, effect, to } of analysis.objects) {
    if (effect === 'create') tally.made.set(id, note?.file)
    if (effect === 'drop') forget(tally, id)
    if (effect === 'rename' && to !== undefined) rename(tally, id, to)
  }
  for (const [id, state] of note?.columns ?? []) {
    if (state === null) tally.columns.delete(id)
    else tally.columns.set(id, state)
  }
  if (note?.searchPath !== undefined) tally.searchPath = note.searchPath
}

function forget(tally: Tally, id: ObjectId): void {
  tally.made.delete(id)
  tally.columns.delete(id)
  if (!id.startsWith('table:')) return
  const prefix = `column:${sqlName(id)}.`
  for (const column of tally.columns.keys()) if (column.startsWith(prefix)) tally.columns.delete(column)
}

function rename(tally: Tally, id: ObjectId, to: ObjectId): void {
  if (tally.made.has(id)) tally.made.set(to, tally.made.get(id))
  tally.made.delete(id)
  const renamed = tally.columns.get(id)
  if (renamed !== undefined) tally.columns.set(to, renamed)
  tally.columns.delete(id)
  if (!id.startsWith('table:')) return
  const prefix = `column:${sqlName(id)}.`
  for (const [column, state] of Array.from(tally.columns)) {
    if (!column.startsWith(prefix)) continue
    tally.columns.delete(column)
    tally.columns.set(`column:${sqlName(to)}.${splitName(sqlName(column)).at(-1) ?? ''}`, state)
  }
}
