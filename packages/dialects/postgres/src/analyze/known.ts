import type { Analysis, ObjectId } from '@slipway/core/plugin'
import { lastName, ownerName, sqlName } from '../names/object-id.ts'

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
  /** Which of them each table has. */
  readonly tables: Map<string, Set<ObjectId>>
  searchPath: readonly string[] | undefined
  count: number
  last: Analysis | undefined
}

const emptyTally = (): Tally => ({
  made: new Map(),
  columns: new Map(),
  tables: new Map(),
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
    else noteColumn(tally, id, state)
  }
  if (note?.searchPath !== undefined) tally.searchPath = note.searchPath
}

function noteColumn(tally: Tally, id: ObjectId, state: ColumnState): void {
  tally.columns.set(id, state)
  const table = ownerName(id)
  const columns = tally.tables.get(table)
  if (columns === undefined) tally.tables.set(table, new Set([id]))
  else columns.add(id)
}

/** The columns of a table that is one no more, with what was known of each. */
function takeColumns(tally: Tally, table: ObjectId): readonly (readonly [ObjectId, ColumnState])[] {
  const columns = tally.tables.get(sqlName(table)) ?? new Set()
  tally.tables.delete(sqlName(table))
  return [...columns].flatMap((id) => {
    const state = tally.columns.get(id)
    tally.columns.delete(id)
    return state === undefined ? [] : [[id, state] as const]
  })
}

function forget(tally: Tally, id: ObjectId): void {
  tally.made.delete(id)
  tally.columns.delete(id)
  if (id.startsWith('table:')) takeColumns(tally, id)
}

function rename(tally: Tally, id: ObjectId, to: ObjectId): void {
  if (tally.made.has(id)) tally.made.set(to, tally.made.get(id))
  tally.made.delete(id)
  const renamed = tally.columns.get(id)
  if (renamed !== undefined) noteColumn(tally, to, renamed)
  tally.columns.delete(id)
  if (!id.startsWith('table:')) return
  for (const [column, state] of takeColumns(tally, id))
    noteColumn(tally, `column:${sqlName(to)}.${lastName(column)}`, state)
}
