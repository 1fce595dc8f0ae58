import type { Entry, EntryBody, Migration, MigrationRecord, UnitKey } from '../src/index.ts'
import { entryHash } from '../src/index.ts'

/** A migration with nothing in it but what a test names. */
export function migration(id: string, parts: Partial<Migration> = {}): Migration {
  return {
    id,
    title: id,
    after: [],
    up: [],
    down: undefined,
    repeatable: false,
    tags: [],
    requires: [],
    transaction: 'auto',
    allow: [],
    checksum: `sum-${id}`,
    location: { file: `migrations/${id}.sql`, line: 1 },
    ...parts,
  }
}

export function record(id: string, parts: Partial<MigrationRecord> = {}): MigrationRecord {
  return {
    title: id,
    checksum: `sum-${id}`,
    repeatable: false,
    after: [],
    reversal: 'exact',
    file: `migrations/${id}.sql`,
    ...parts,
  }
}

/** A journal that holds these bodies, numbered and chained as a real one is. */
export function journal(...bodies: readonly EntryBody[]): readonly Entry[] {
  let prev = '0'.repeat(64)
  return bodies.map((body, index) => {
    const entry: Entry = {
      v: 1,
      seq: index + 1,
      prev,
      project: 'default',
      at: `2026-01-01T00:00:${String(index).padStart(2, '0')}Z`,
      by: 'ann@host',
      body,
    }
    prev = entryHash(entry)
    return entry
  })
}

export function key(id: string, direction: 'up' | 'down' = 'up', part = 0, generation = 0): UnitKey {
  return { migration: id, direction, generation, part }
}

export function started(
  run: string,
  batch: number,
  migrations: readonly string[],
  direction: 'up' | 'down' = 'up',
): EntryBody {
  return { type: 'run-started', run, batch, direction, plan: 'hash', migrations, allowed: [] }
}

/** A part that landed; complete unless told otherwise. */
export function landed(
  run: string,
  unit: UnitKey,
  parts: Partial<Extract<EntryBody, { type: 'landed' }>> = {},
): EntryBody {
  const completes = 'completes' in parts ? {} : { completes: record(unit.migration) }
  return {
    type: 'landed',
    run,
    key: unit,
    checksum: `sum-${unit.migration}`,
    steps: [],
    how: 'committed',
    ...completes,
    ...parts,
  }
}

/** A part that landed and leaves its migration unfinished. */
export function begun(run: string, unit: UnitKey): EntryBody {
  return { type: 'landed', run, key: unit, checksum: `sum-${unit.migration}`, steps: [], how: 'committed' }
}

export function ended(run: string, status: 'applied' | 'reverted' | 'failed' | 'abandoned'): EntryBody {
  return { type: 'run-ended', run, status, milliseconds: 1 }
}

export function intent(run: string, unit: UnitKey, attempt = 0): EntryBody {
  return {
    type: 'intent',
    run,
    key: unit,
    attempt,
    checksum: `sum-${unit.migration}`,
    step: {
      runner: 'statement',
      text: 'CREATE INDEX CONCURRENTLY i ON t (c)',
      hash: 'h',
      reverse: { kind: 'nothing' },
    },
    recovery: 'probed',
    completes: record(unit.migration),
    session: { id: '1', startedAt: '2026' },
    before: {},
    marker: 'm',
  }
}
