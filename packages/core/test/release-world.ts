import {
  entryHash,
  fold,
  foldReleases,
  nextAction,
  standingOf,
  type Entry,
  type EntryBody,
  type History,
  type JournalMark,
  type ReleaseRecord,
  type RunHistory,
  type TargetIdentity,
  type UnitKey,
} from '../src/index.ts'
import { disagreements, type Disagreement, type ReadStore } from '../src/release/disagreements.ts'
import { key, record } from './build.ts'

/** What a run of the model comes to. `stuck`: past the point of no return, or on the way back, something does not get on. */
export type Outcome = 'done' | 'stuck'

/** How a modeled release is laid out. */
export interface Layout {
  /** Which store holds the record; 3 is a store of its own. */
  readonly coordinator: number
  readonly forwardAfter: number
  /** The store whose second migration fails, until it is mended. */
  readonly failing?: number
}

/** Thrown when as many entries were written as the process lives for. */
export class Died extends Error {}

const migrations: readonly string[] = ['a', 'b']

/**
 * Three stores, and one for the record, as nothing but journals: every effect commits with its entry, so an entry is the
 * effect. Each has the migrations `a` and `b` to apply.
 */
export interface World {
  readonly journals: readonly (readonly Entry[])[]
  /** Mends the migration that fails. */
  mend(): void
  /** The same stores with another future. */
  copy(): World
  /** Takes a store back to an earlier moment, as restoring a backup does. */
  restore(store: number, length: number): void
  releases(): readonly ReleaseRecord[]
  /** Which migrations are there, store by store: what readers see. */
  seen(): readonly string[]
  disagreements(): readonly Disagreement[]
  /** Begins a release, or goes on with the one that is open, for at most as many entries as the process lives. */
  run(lives?: number): Outcome
}

/** Makes the stores, empty or as another world left them. */
export function makeWorld(layout: Layout, left: readonly (readonly Entry[])[] = [[], [], [], []]): World {
  const journals = left.map((entries) => [...entries])
  const folded: (History | undefined)[] = []
  const { coordinator, forwardAfter } = layout
  let mended = false
  let lives = Infinity

  const history = (store: number): History => (folded[store] ??= fold(journals[store] ?? []))
  const markOf = (store: number): JournalMark => ({ seq: history(store).seq, hash: history(store).hash })
  const releases = (): readonly ReleaseRecord[] => [...foldReleases(history(coordinator).entries).values()]
  const runsOf = (store: number, { release }: ReleaseRecord): readonly RunHistory[] =>
    [...history(store).runs.values()].filter((run) => run.release?.release === release)

  function append(store: number, body: EntryBody): void {
    if (lives === 0) throw new Died()
    lives -= 1
    const entries = (journals[store] ??= [])
    const last = entries.at(-1)
    const prev = last ? entryHash(last) : '0'.repeat(64)
    const at = '2026-01-01T00:00:00Z'
    entries.push({ v: 1, seq: entries.length + 1, prev, project: 'default', at, by: 'ann@host', body })
    folded[store] = undefined
  }

  function begin(): void {
    const number = releases().length + 1
    append(coordinator, {
      type: 'release-started',
      release: `r${number}`,
      number,
      name: 'shop',
      plan: 'hash',
      participants: [0, 1, 2].map((store) => ({
        target: nameOf(store),
        identity: identityOf(store),
        plan: 'hash',
        migrations,
        at: markOf(store),
      })),
      forwardAfter,
      allowed: [],
    })
  }

  function start(store: number, { release, number }: ReleaseRecord, direction: 'up' | 'down'): string {
    const run = `run-${store}-${history(store).seq}`
    const mark = { release, number, name: 'shop', coordinator: nameOf(coordinator), at: markOf(coordinator) }
    const batch = history(store).batch + 1
    append(store, {
      type: 'run-started',
      run,
      batch,
      direction,
      plan: 'hash',
      migrations,
      allowed: [],
      release: mark,
    })
    return run
  }

  function land(store: number, run: string, unit: UnitKey): void {
    const completes = record(unit.migration)
    append(store, { type: 'landed', run, key: unit, checksum: 'sum', steps: [], completes, how: 'committed' })
  }

  function apply(store: number, release: ReleaseRecord): boolean {
    const begun = runsOf(store, release).findLast(({ direction }) => direction === 'up')
    const run = begun?.run ?? start(store, release, 'up')
    for (const id of migrations) {
      const past = history(store).migrations.get(id)
      if (past?.applied) continue
      if (id === 'b' && layout.failing === store && !mended) {
        append(store, { type: 'run-ended', run, status: 'failed', milliseconds: 1 })
        return false
      }
      land(store, run, key(id, 'up', 0, past?.generation ?? 0))
    }
    append(store, { type: 'run-ended', run, status: 'applied', milliseconds: 1 })
    return true
  }

  function compensate(store: number, release: ReleaseRecord): void {
    const open = runsOf(store, release).findLast(({ direction, status }) => direction === 'down' && status === 'open')
    const run = open?.run ?? start(store, release, 'down')
    for (const id of migrations.toReversed()) {
      const past = history(store).migrations.get(id)
      if (past?.applied) land(store, run, key(id, 'down', 0, past.generation))
    }
    append(store, { type: 'run-ended', run, status: 'reverted', milliseconds: 1 })
    for (const other of runsOf(store, release))
      if (other.status === 'open')
        append(store, { type: 'run-ended', run: other.run, status: 'abandoned', milliseconds: 0 })
  }

  function step(release: ReleaseRecord): Outcome | undefined {
    const id = release.release
    const standings = release.participants.map((participant, store) => standingOf(history(store), participant, id))
    const action = nextAction(release, standings)
    switch (action.do) {
      case 'decide':
        append(coordinator, { type: 'release-decided', release: id, way: 'forward' })
        return undefined
      case 'record': {
        const { index, state } = action
        const at = markOf(index)
        append(coordinator, { type: 'release-participant', release: id, target: nameOf(index), state, at })
        return undefined
      }
      case 'compensate':
        compensate(action.index, release)
        return undefined
      case 'apply': {
        if (apply(action.index, release)) return undefined
        if (release.decided) return 'stuck'
        const why = { target: nameOf(action.index), code: 'SW-STATEMENT-FAILED', message: 'no' }
        append(coordinator, { type: 'release-decided', release: id, way: 'back', why })
        return undefined
      }
      case 'end':
        append(coordinator, { type: 'release-ended', release: id, status: action.status })
        return 'done'
      default:
        throw new Error(`nothing in this model leads to ${action.do}`)
    }
  }

  return {
    journals,
    mend: () => void (mended = true),
    copy: () => makeWorld(layout, journals),
    restore(store, length) {
      journals[store]?.splice(length)
      folded[store] = undefined
    },
    releases,
    seen: () =>
      [0, 1, 2].map((store) => migrations.filter((id) => history(store).migrations.get(id)?.applied === true).join('')),
    disagreements() {
      const read = (store: number): ReadStore => ({
        target: nameOf(store),
        identity: identityOf(store),
        history: history(store),
      })
      return disagreements('shop', read(coordinator), [0, 1, 2].map(read))
    },
    run(atMost = Infinity) {
      lives = atMost
      if (releases().at(-1)?.status !== 'open') begin()
      for (;;) {
        const release = releases().at(-1)
        const outcome = release && step(release)
        if (outcome) return outcome
      }
    },
  }
}

function nameOf(store: number): string {
  return ['catalog', 'orders', 'events', 'record'][store] ?? ''
}

function identityOf(store: number): TargetIdentity {
  return { dialect: 'postgres', server: `s${store}`, database: 'd', project: 'default' }
}

/** Runs a release whose process dies after so many entries. Answers whether it lived to the end. */
export function runUntilDeath(world: World, lives: number): Outcome | 'died' {
  try {
    return world.run(lives)
  } catch (error) {
    if (error instanceof Died) return 'died'
    throw error
  }
}
