import { compareVersions, versionKey, type Version } from '@slipway/core/adapter'
import type { FlywayRow } from './read-rows.ts'

/** What Flyway's rows come to. */
export interface Standing {
  /** The newest row of each script that counts as applied, in the order of ranks. */
  readonly applied: readonly FlywayRow[]
  readonly failed: readonly FlywayRow[]
  /** Marked as deleted by `flyway repair`, and not applied since. */
  readonly deleted: readonly FlywayRow[]
  /** Rows of `flyway undo`, which only the paid edition can read. */
  readonly undo: readonly FlywayRow[]
  /** Versions up to this one are taken as there, and never run. */
  readonly baseline: (FlywayRow & { readonly version: Version }) | undefined
}

/** What a row is about: a version, or a repeatable's description. Equal for `1` and `1.0`. */
export function subjectOf(row: Pick<FlywayRow, 'text' | 'version' | 'description'>): string {
  if (row.version !== undefined) return `version ${versionKey(row.version)}`
  return row.text === undefined ? `repeatable ${row.description}` : `version ${row.text}`
}

/** Flyway 11.20.3, `MigrationInfoServiceImpl.refresh` and `BaseAppliedMigration.getState`: the newest row speaks. */
export function standingOf(rows: readonly FlywayRow[]): Standing {
  const newest = new Map<string, FlywayRow>()
  const deleted = new Map<string, FlywayRow>()
  const undo: FlywayRow[] = []
  let baseline: Standing['baseline']
  for (const row of rows) {
    const subject = subjectOf(row)
    if (row.type === 'SCHEMA') continue
    if (row.type.endsWith('BASELINE')) {
      if (row.version === undefined) continue
      if (baseline === undefined || compareVersions(row.version, baseline.version) > 0)
        baseline = { ...row, version: row.version }
      continue
    }
    if (row.type.startsWith('UNDO')) undo.push(row)
    if (row.type === 'DELETE' || row.type.startsWith('UNDO')) {
      if (!row.success) continue
      newest.delete(subject)
      if (row.type === 'DELETE') deleted.set(subject, row)
      continue
    }
    newest.delete(subject)
    newest.set(subject, row)
    deleted.delete(subject)
  }
  const all = [...newest.values()]
  return {
    applied: all.filter(({ success }) => success),
    failed: all.filter(({ success }) => !success),
    deleted: [...deleted.values()],
    undo,
    baseline,
  }
}

/** Whether the baseline covers a version. */
export function isCovered(version: Version | undefined, { baseline }: Standing): boolean {
  return version !== undefined && baseline !== undefined && compareVersions(version, baseline.version) <= 0
}
