import type { Analysis, ObjectId } from '@slipway/core/plugin'
import { namesOf, objectId, sqlName } from '../names/object-id.ts'
import type { ColumnDefinition } from '../read/definitions.ts'

/** What one analysis leaves behind for the statements after it, besides its effects. */
export interface Note {
  readonly file: string | undefined
  /** Columns as a statement wrote them. `null`: nothing is known any more. */
  readonly columns: ReadonlyMap<ObjectId, ColumnDefinition | null>
  /** Engines of tables, as stated. */
  readonly engines: ReadonlyMap<ObjectId, string>
  readonly temporary: readonly ObjectId[]
  /** Instant changes that a table carries after the statement, as far as they are known. */
  readonly rowVersions: ReadonlyMap<ObjectId, number>
  /** Bodies of routines and triggers, whole statements. */
  readonly programs: ReadonlyMap<ObjectId, string>
  /** Session variables given a plain value, in lower case. */
  readonly settings: ReadonlyMap<string, string>
  /** Values of the session that the statement computes. */
  readonly computed: readonly string[]
  /** Values of the session that it sets to what any session can set again. */
  readonly repeated: readonly string[]
}

/** What the statements planned before this one have made. */
export interface Known {
  /** Objects made by them, with the file whose statement made each. */
  readonly made: ReadonlyMap<ObjectId, string | undefined>
  /** The same objects by their lower-case spelling. */
  readonly spellings: ReadonlyMap<string, ObjectId>
  readonly dropped: ReadonlySet<ObjectId>
  /** Old names by new ones. */
  readonly renamed: ReadonlyMap<ObjectId, ObjectId>
  readonly columns: ReadonlyMap<ObjectId, ColumnDefinition | null>
  readonly engines: ReadonlyMap<ObjectId, string>
  readonly temporary: ReadonlySet<ObjectId>
  readonly rowVersions: ReadonlyMap<ObjectId, number>
  readonly programs: ReadonlyMap<ObjectId, string>
  /** Those of the same file: each begins with the session as it was. */
  readonly settings: ReadonlyMap<string, string>
  /** Values of the session that the file has computed since the last border of transactions. */
  readonly computed: ReadonlySet<string>
  /** Those computed before it. */
  readonly lost: ReadonlySet<string>
}

interface Tally {
  readonly made: Map<ObjectId, string | undefined>
  readonly spellings: Map<string, ObjectId>
  readonly dropped: Set<ObjectId>
  readonly renamed: Map<ObjectId, ObjectId>
  readonly columns: Map<ObjectId, ColumnDefinition | null>
  readonly engines: Map<ObjectId, string>
  readonly temporary: Set<ObjectId>
  readonly rowVersions: Map<ObjectId, number>
  readonly programs: Map<ObjectId, string>
  readonly settings: Map<string, string>
  readonly computed: Set<string>
  readonly lost: Set<string>
  file: string | undefined
  count: number
  last: Analysis | undefined
}

const emptyTally = (): Tally => ({
  made: new Map(),
  spellings: new Map(),
  dropped: new Set(),
  renamed: new Map(),
  columns: new Map(),
  engines: new Map(),
  temporary: new Set(),
  rowVersions: new Map(),
  programs: new Map(),
  settings: new Map(),
  computed: new Set(),
  lost: new Set(),
  file: undefined,
  count: 0,
  last: undefined,
})

export const nothingKnown: Known = emptyTally()

/** Adds up what earlier statements made. A plan grows one by one, so the sum is carried on instead of counted anew. */
export function knownReader(
  notes: WeakMap<Analysis, Note>,
): (preceding: readonly Analysis[], file: string | undefined) => Known {
  let tally = emptyTally()
  return (preceding, file) => {
    const goesOn = tally.count <= preceding.length && (tally.count === 0 || preceding[tally.count - 1] === tally.last)
    if (!goesOn) tally = emptyTally()
    for (; tally.count < preceding.length; tally.count++) {
      const analysis = preceding[tally.count]
      if (analysis === undefined) break
      addTo(tally, analysis, notes.get(analysis))
      tally.last = analysis
    }
    enter(tally, file)
    return tally
  }
}

/** A session is put back before the next file begins. */
function enter(tally: Tally, file: string | undefined): void {
  if (tally.file === file) return
  tally.file = file
  for (const values of [tally.settings, tally.computed, tally.lost]) values.clear()
}

function addValues(tally: Tally, { transaction, control }: Analysis, note: Note | undefined): void {
  if (note !== undefined) enter(tally, note.file)
  for (const [name, value] of note?.settings ?? []) tally.settings.set(name, value)
  for (const name of [...(note?.computed ?? []), ...(note?.repeated ?? [])]) tally.lost.delete(name)
  for (const name of note?.repeated ?? []) tally.computed.delete(name)
  for (const name of note?.computed ?? []) tally.computed.add(name)
  if (transaction !== 'outside' && control === undefined) return
  for (const name of tally.computed) tally.lost.add(name)
  tally.computed.clear()
}

function addTo(tally: Tally, analysis: Analysis, note: Note | undefined): void {
  for (const { id, effect, to } of analysis.objects) {
    if (effect === 'create') {
      tally.made.set(id, note?.file)
      tally.spellings.set(id.toLowerCase(), id)
      tally.dropped.delete(id)
    }
    if (effect === 'drop') forget(tally, id)
    if (effect === 'rename' && to !== undefined) rename(tally, id, to)
  }
  for (const [id, column] of note?.columns ?? []) tally.columns.set(id, column)
  for (const [id, engine] of note?.engines ?? []) tally.engines.set(id, engine)
  for (const id of note?.temporary ?? []) tally.temporary.add(id)
  for (const [id, count] of note?.rowVersions ?? []) tally.rowVersions.set(id, count)
  for (const [id, text] of note?.programs ?? []) tally.programs.set(id, text)
  addValues(tally, analysis, note)
}

function columnsOf(tally: Tally, table: ObjectId): readonly ObjectId[] {
  const prefix = `column:${sqlName(table)}.`
  return [...tally.columns.keys()].filter((id) => id.startsWith(prefix))
}

function forget(tally: Tally, id: ObjectId): void {
  tally.made.delete(id)
  tally.spellings.delete(id.toLowerCase())
  tally.engines.delete(id)
  tally.programs.delete(id)
  tally.temporary.delete(id)
  tally.dropped.add(id)
  if (id.startsWith('column:')) tally.columns.set(id, null)
  if (id.startsWith('table:')) for (const column of columnsOf(tally, id)) tally.columns.delete(column)
}

function rename(tally: Tally, id: ObjectId, to: ObjectId): void {
  if (tally.made.has(id)) tally.made.set(to, tally.made.get(id))
  tally.made.delete(id)
  tally.spellings.delete(id.toLowerCase())
  tally.spellings.set(to.toLowerCase(), to)
  tally.dropped.add(id)
  tally.dropped.delete(to)
  tally.renamed.set(to, tally.renamed.get(id) ?? id)
  const engine = tally.engines.get(id)
  if (engine !== undefined) tally.engines.set(to, engine)
  tally.engines.delete(id)
  if (!id.startsWith('table:')) return
  for (const column of columnsOf(tally, id)) {
    const definition = tally.columns.get(column) ?? null
    tally.columns.delete(column)
    tally.columns.set(objectId('column', ...namesOf(to), namesOf(column).at(-1) ?? ''), definition)
  }
}
